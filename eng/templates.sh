#!/usr/bin/env bash
# Makes projects of the templates with the packages of a folder, builds them without a warning and runs their tests.
# Usage: bash eng/templates.sh PACKAGES
set -euo pipefail
packages=$(realpath "$1")
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

work=$(mktemp -d)
hive=$work/hive
trap 'rm -rf "$work"' EXIT

# Packages of an earlier build have the same version; the cache would give those.
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export NUGET_PACKAGES=$cache
rm -rf "$cache"/orleansdurable "$cache"/orleansdurable.*

dotnet new install "$packages"/OrleansDurable.Templates.*.nupkg --debug:custom-hive "$hive" > "$work/install.txt" || { cat "$work/install.txt"; exit 1; }

# A name with a dash, one with a dot, one that begins with a digit, a keyword, and names of this library's own.
make() {
  local name=$1 template=$2; shift 2
  echo "--- $template --name $name $*"
  (
    cd "$work"
    dotnet new "$template" --name "$name" --output "$name" --debug:custom-hive "$hive" "$@" > /dev/null
    cd "$name"
    local project=$name.csproj
    [ -d tests ] && project=tests/$name.Tests
    dotnet build "$project" -c Release -v quiet -warnaserror -p:RestoreAdditionalProjectSources="$packages"
    [ ! -d tests ] || dotnet test "$project" -c Release --no-build -v quiet
  )
}

make my-shop durable-app
make Shop.Orders durable-app --store dynamodb
make 1shop durable-app --tests false
make Durable durable-cluster
make OrleansDurable durable-cluster --store dynamodb --tests false
make pg durable-cluster --store postgres
(cd "$work/1shop" && dotnet new durable-function --name class --debug:custom-hive "$hive" > /dev/null && dotnet build -c Release -v quiet -warnaserror -p:RestoreAdditionalProjectSources="$packages")
echo "templates: all good"
