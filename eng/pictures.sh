#!/usr/bin/env bash
# Makes docs/pictures anew: runs the real programs in a pseudo terminal and draws what that shows. Times and counts differ from run to run; look at the
# pictures before you commit them. Needs script (util-linux), and free ports.
set -euo pipefail
self=$(realpath "${BASH_SOURCE[0]}")
root=$(dirname "$(dirname "$self")")
columns=110

# What somebody types.
prompt() { printf '\e[1m$\e[0m %s\n' "$*"; }

# The demo, killed when it has scored some of its events, and started again.
kill_and_resume() {
  prompt durable-server --demo --exit
  durable-server --demo --exit < /dev/tty &
  until [ "$(cat data/demo-steps.log 2> /dev/null | wc -l)" -gt 2300 ]; do sleep 0.02; done
  kill -9 $!
  wait $! 2> /dev/null || true
  printf '\nKilled\n'
  prompt durable-server --demo --exit
  durable-server --demo --exit
}

# An order to a place that nobody delivers to: a retry, and a saga that takes back what it has done.
history_of_a_saga() {
  local input='{"item":"lamp","quantity":1,"shipTo":"Atlantis"}'
  durable-server --store memory > /dev/null 2>&1 &
  until (: < /dev/tcp/127.0.0.1/8321) 2> /dev/null; do sleep 0.1; done
  prompt "durable start sample-order --name A-1 --wait --input '$input'"
  durable start sample-order --name A-1 --wait --input "$input"
  prompt durable history sample-order/A-1
  durable history sample-order/A-1
  kill $!
}

if [ "${1:-}" = session ]; then
  stty cols "$columns" rows 60
  "$2"
  exit
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C.UTF-8 TERM=xterm-256color
for project in silo client eng/TerminalPicture; do
  dotnet build "$root/$project" -c Release -v quiet -nologo -clp:NoSummary -p:RunAnalyzers=false
done
PATH=$root/silo/bin/Release/net10.0:$root/client/bin/Release/net10.0:$PATH

# The pictures show where executions are kept.
work=/tmp/demo
mkdir "$work" || { echo "error: $work is there already: remove it and run again." >&2; exit 1; }
trap 'rm -rf "$work"' EXIT

picture() {
  local name=$1 session=$2 title=$3 description=$4
  (cd "$work" && script -qefc "bash '$self' session $session" /dev/null < /dev/null) > "$work/output"
  dotnet "$root/eng/TerminalPicture/bin/Release/net10.0/Durable.TerminalPicture.dll" "$columns" "$title" "$description" \
    < "$work/output" > "$root/docs/pictures/$name.svg"
  echo "docs/pictures/$name.svg: $(wc -c < "$root/docs/pictures/$name.svg") bytes"
}

picture kill-and-resume kill_and_resume "A durable execution survives kill -9" \
  "A terminal. The demo runs a function over 1,707 earthquakes and is killed while it scores them. Started again, it resumes the execution where it was and ends it: SUCCEEDED, and no step body ran again that had finished."
picture history history_of_a_saga "The history of an execution" \
  "A terminal. An order is started with the command durable. Its history lists each step: the stock is reserved, the card is charged at the second attempt, no carrier delivers, and so the card is refunded and the stock released."
