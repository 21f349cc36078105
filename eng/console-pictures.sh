#!/usr/bin/env bash
# Makes the pictures of the console in docs/pictures anew, or with "all DIRECTORY" every page at two widths, in both themes, with nothing, a few and many executions
# in it: look at those after a change of a page. Needs Chromium at /usr/bin/chromium.
set -euo pipefail
root=$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
dotnet build "$root/eng/ConsolePictures" -c Release -v quiet -nologo -clp:NoSummary -p:RunAnalyzers=false
program=$root/eng/ConsolePictures/bin/Release/net10.0/Durable.ConsolePictures.dll
if [ "${1:-}" = all ]; then
  exec dotnet "$program" "$2" all
fi

dotnet "$program" "$root/docs/pictures"
ls -l "$root"/docs/pictures/console-*.png
