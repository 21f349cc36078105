#!/usr/bin/env bash
# Installs what the full run of the tests starts, where it is missing and apt can bring it: PostgreSQL, PgBouncer, and Chromium for the console. The tests start
# their own, on free ports; a server that the package starts by itself is left alone. Elsewhere the tests that need one are skipped, and say so.
set -uo pipefail

missing=()
[ -n "$(command -v postgres)" ] || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
[ -n "$(command -v pgbouncer)" ] || [ -x /usr/sbin/pgbouncer ] || missing+=(pgbouncer)
[ -n "$(command -v chromium)" ] || missing+=(chromium)
if [ "${#missing[@]}" -eq 0 ]; then
  echo "PostgreSQL, PgBouncer and Chromium are installed."
  exit 0
fi

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
if ! command -v apt-get >/dev/null; then
  echo "There is no apt to install ${missing[*]} with: their tests are skipped."
  exit 0
fi

install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}

# The package lists may be older than the packages.
install || { "${as_root[@]}" apt-get update -q >/dev/null && install; } || {
  echo "error: ${missing[*]} could not be installed." >&2
  exit 1
}
echo "Installed ${missing[*]}."
