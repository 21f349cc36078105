#!/usr/bin/env bash
# The first five minutes of a new user, with the packages of a folder: install the template, make an application, run it, order something, kill it with
# kill -9 in the middle, run it again. The order must end with the right result, and the customer must be charged once.
# Usage: bash eng/five-minutes.sh PACKAGES
set -euo pipefail
packages=$(realpath "$1")
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
work=$(mktemp -d)
app=
typed=0
trap '[ -z "$app" ] || kill -9 "$app" 2> /dev/null; rm -rf "$work"' EXIT

# Packages of an earlier build have the same version; the cache would give those.
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
rm -rf "$cache"/orleansdurable "$cache"/orleansdurable.*

type_in() { typed=$((typed + 1)); echo "\$ $*"; }

cd "$work"
type_in dotnet new install OrleansDurable.Templates
dotnet new install "$packages"/OrleansDurable.Templates.*.nupkg --debug:custom-hive "$work/hive" > /dev/null
type_in "dotnet new durable-app -o Shop && cd Shop"
dotnet new durable-app -o Shop --debug:custom-hive "$work/hive" > /dev/null
cd Shop
dotnet restore -v quiet -p:RestoreAdditionalProjectSources="$packages"

begun=$(date +%s)
type_in dotnet run
dotnet build -c Release --no-restore -v quiet > /dev/null
url=

run() {
  dotnet bin/Release/net10.0/Shop.dll --urls http://127.0.0.1:0 >> app.log 2>&1 &
  app=$!
  local starts=$1
  until [ "$(grep -c 'Now listening on' app.log)" = "$starts" ]; do
    kill -0 "$app" || { cat app.log; exit 1; }
    sleep 0.2
  done
  url=$(grep 'Now listening on' app.log | tail -1 | grep -o 'http://.*')
  curl -sf "$url/health" > /dev/null
}

run 1
type_in "curl $url/orders --json '{\"id\":\"A-1\",\"total\":99.5,\"items\":[\"book\",\"lamp\"]}'"
curl -sf "$url/orders" -H 'Content-Type: application/json' -d '{"id":"A-1","total":99.5,"items":["book","lamp"]}'
echo
until grep -q Charged app.log; do sleep 0.1; done
sleep 2
echo "kill -9 in the middle of the wait: $(curl -sf "$url/orders/A-1")"
kill -9 "$app"
wait "$app" 2> /dev/null || true
run 2
until curl -sf "$url/orders/A-1" | grep -q '"status":"Succeeded"'; do sleep 0.2; done
result=$(curl -sf "$url/orders/A-1")
seconds=$(($(date +%s) - begun))
echo "after the kill: $result"
charged=$(grep -c Charged app.log)
echo "charged $charged time(s); $typed commands typed; $seconds s without restore"
grep -q '1: book' <<< "$result"
[ "$charged" = 1 ] && [ "$typed" -le 4 ] && [ "$seconds" -le 60 ]
