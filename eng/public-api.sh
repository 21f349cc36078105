#!/usr/bin/env bash
# Writes PublicAPI.Unshipped.txt of each package anew: what its assembly shows to others, without what PublicAPI.Shipped.txt has. Run it after
# a change of the public API and look at the difference: that is what the change means to users. A shipped member that is gone is taken out of
# Shipped.txt by hand, in the release that may break. Arguments: projects such as Durable.Core; all without any.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

output=$(mktemp)
trap 'rm -f "$output"' EXIT
projects=("$@")
[ $# -gt 0 ] || projects=(src/Durable.*/)
for project in "${projects[@]}"; do
  project=$(basename "$project")
  file=src/$project/$project.csproj
  grep -q '<IsPackable>false' "$file" && continue
  file=src/$project/PublicAPI.Unshipped.txt
  echo '#nullable enable' > "$file"
  [ -e "src/$project/PublicAPI.Shipped.txt" ] || cp "$file" "src/$project/PublicAPI.Shipped.txt"
  dotnet build "src/$project" -c Release -nologo -v quiet -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false > "$output" || true
  if grep -E ': error ' "$output" | grep -vE 'error RS00(16|17|25|36|37|41)' >&2; then
    exit 1
  fi
  grep -F "$project.csproj" "$output" \
    | sed -n "s/.*: [a-z]* RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" | sort -u >> "$file" || true
  echo "$file: $(($(wc -l < "$file") - 1)) members"
done
