#!/usr/bin/env bash
# Builds and packs the commit that is checked out in two folders of different depth, and compares what is in the packages, file by file. Prints what
# differs; 0 when nothing does. What is not committed takes no part.
#
#   eng/pack-twice.sh                  # two builds
#   eng/pack-twice.sh FOLDER           # one build, compared with packages that this commit was packed to with CI=true
set -euo pipefail
given=${1:+$(realpath "$1")}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

commit=$(git rev-parse HEAD)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

pack() {
  local folder=$1 output=$2 project
  git clone --quiet --shared --no-checkout "$PWD" "$folder"
  git -C "$folder" checkout --quiet --detach "$commit"
  # Where sources come from is part of the symbols.
  if git remote get-url origin >/dev/null 2>&1; then
    git -C "$folder" remote set-url origin "$(git remote get-url origin)"
  else
    git -C "$folder" remote remove origin
  fi
  # Analyzers change nothing in what is built.
  for project in silo client src/OrleansDurable src/Durable.Aspire src/Durable.Aspire.Hosting templates; do
    dotnet restore "$folder/$project" --verbosity quiet
    dotnet build "$folder/$project" -c Release --no-restore --nologo --verbosity quiet -clp:NoSummary -p:RunAnalyzers=false
  done
  for project in "$folder"/silo "$folder"/client "$folder"/templates "$folder"/src/*/*.csproj; do
    dotnet pack "$project" -c Release --no-build --nologo --verbosity quiet --output "$output"
  done
}

if [ -z "$given" ]; then
  given=$root/first
  pack "$root/a" "$given"
fi
pack "$root/a/folder/that/is/deeper" "$root/second"
dotnet run --project eng/PackageCheck -c Release -- compare "$given" "$root/second"
