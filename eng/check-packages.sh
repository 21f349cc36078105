#!/usr/bin/env bash
# Looks into the packages of a folder (default: artifacts/packages): each has README, licence, icon, the repository's commit, documentation and symbols,
# depends on nothing that eng/package-dependencies.txt does not name, and asks for exactly its own version of our others.
set -euo pipefail
packages=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../artifacts/packages}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet run --project eng/PackageCheck -c Release -- check "$packages" eng/package-dependencies.txt
