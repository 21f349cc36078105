#!/usr/bin/env bash
# Looks into the symbols of the packages of a folder (default: artifacts/packages): each source file has an address at the packages' commit and is the file
# that this commit has there, or is embedded. The commit must be checked out, without changes.
set -euo pipefail
packages=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../artifacts/packages}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet run --project eng/PackageCheck -c Release -- symbols "$packages" "$PWD"
