#!/usr/bin/env bash
# Makes projects of the templates with the packages of a folder, in every combination that could build differently: each template under each kind of name,
# each option with each value. Builds them without a warning of any rule but those for libraries, and runs their tests.
# Usage: bash eng/templates.sh PACKAGES
#
# Time: one project of each template and store is restored from the sources of this machine, as a user's is; what that found is in the package cache, and
# all are restored from the packages and that cache, with no other source. The projects of a template are one solution, restored and built once. Code
# differs by the options alone, so the tests of each template and store run once, under the names most likely to collide: a keyword and this library's own. For
# the same reason only one project of each template and store is without tests.
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

new() {
  dotnet new "$@" --debug:custom-hive "$hive" > "$work/new.txt" 2>&1 || { cat "$work/new.txt"; exit 1; }
}

new install "$packages"/OrleansDurable.Templates.*.nupkg

# Rules for libraries: ConfigureAwait, arguments that callers check, internal types, names without underscores.
library_rules=CA2007%3BCA1062%3BCA1515%3BCA1707

# A dot, a dash, a digit first, a space, a keyword, and names of this library's own.
names=(Shop.Orders my-shop 1shop "Book Shop" class Durable OrleansDurable)
made=0

# make FOLDER TEMPLATE NAME [OPTION VALUE]...
make() {
  local folder=$1 template=$2 name=$3
  shift 3
  echo "$template --name '$name' $*"
  new "$template" --name "$name" --output "$folder" "$@"
  made=$((made + 1))
}

for template in durable-app durable-cluster; do
  stores=(sqlite postgres dynamodb)
  for i in "${!names[@]}"; do
    make "$work/$template/${names[i]}" "$template" "${names[i]}" --store "${stores[i % 3]}"
  done
  for store in "${stores[@]}"; do
    make "$work/$template/$store" "$template" "only-$store" --store "$store" --tests false
  done
done
for name in "${names[@]}"; do
  make "$work/durable-app/sqlite" durable-function "$name"
done

for template in durable-app durable-cluster; do
  for name in "${names[@]:0:3}"; do
    dotnet restore "$work/$template/$name/tests/$name.Tests" -v quiet -p:RestoreAdditionalProjectSources="$packages"
  done
done
cat > "$work/NuGet.config" << END
<configuration>
  <packageSources>
    <clear />
    <add key="packages" value="$packages" />
    <add key="cache" value="$cache" />
  </packageSources>
</configuration>
END

for template in durable-app durable-cluster; do
  (
    cd "$work/$template"
    new sln --name all --format sln
    find . -name '*.csproj' -print0 | xargs -0 dotnet sln all.sln add --in-root > /dev/null
    dotnet restore all.sln -v quiet --force
    dotnet build all.sln -c Release --no-restore -v quiet -warnaserror -p:AnalysisLevel=latest-all -p:NoWarn="$library_rules"
    dotnet test {class,Durable,OrleansDurable}/tests/*/bin/Release/net10.0/*.Tests.dll
  )
done
echo "templates: $made combinations, all good"
