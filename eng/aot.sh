#!/usr/bin/env bash
# Compiles samples/AotDurable ahead of time, without a warning, and runs it twice: the second run finds what the first one has done. Needs a linker, clang or
# gcc, and installs gcc where it may.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

if ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
  echo "Neither clang nor gcc is here: installing gcc."
  apt-get install --yes --no-install-recommends gcc libc6-dev
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dotnet publish samples/AotDurable -c Release --nologo --verbosity quiet -warnaserror --output "$folder/program"

expected='A-1: 5, shipped'
for run in first second; do
  printed=$(cd "$folder" && timeout 60 program/aot-durable 2>&1)
  if ! grep -qx "$expected" <<<"$printed"; then
    printf 'The %s run did not print "%s":\n%s\n' "$run" "$expected" "$printed" >&2
    exit 1
  fi
done

# Charges and shipping were done by the first run alone.
if grep -q 'ended SUCCEEDED' <<<"$printed"; then
  echo "The second run did the work again." >&2
  exit 1
fi

echo "$expected, twice, by $(du -h "$folder/program/aot-durable" | cut -f1) of native code"
