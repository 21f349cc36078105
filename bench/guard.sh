#!/usr/bin/env bash
# Fails when a one-step execution allocates more than bench/guard.txt allows, or asks the store more often. What is counted does not depend on how busy the machine is;
# time does, and is not looked at. When a change is worth its price, raise the line, and say so in the commit. Needs a build: dotnet build -c Release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# In percent: allocations vary by two from run to run.
margin=8
over=0

# The number behind a name in a line of results.
number() {
  sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"
}

while read -r host store requests bytes; do
  [[ -z $host || $host == \#* ]] && continue
  line=$(dotnet run --project bench -c Release --no-build -- throughput --host "$host" --store "$store" --callers 64 --executions 20000 --json 2>/dev/null)
  now=$(number allocatedBytesPerExecution <<< "$line")
  asked=$(number storageRequestsPerExecution <<< "$line")
  limit=$((bytes * (100 + margin) / 100))
  echo "$host over $store: $now bytes allocated for an execution (baseline $bytes, limit $limit), $asked requests (limit $requests)"
  if [[ -z $now || -z $asked ]] || awk -v now="$now" -v limit="$limit" -v asked="$asked" -v requests="$requests" 'BEGIN { exit !(now > limit || asked > requests) }'; then
    over=1
  elif awk -v now="$now" -v bytes="$bytes" -v margin="$margin" 'BEGIN { exit !(now < bytes * (100 - margin) / 100) }'; then
    echo "  less than the baseline by more than the margin: lower the line in bench/guard.txt, so that it stays so."
  fi
done < bench/guard.txt

if [[ $over -eq 1 ]]; then
  echo "error: a quick execution costs more than it did. Look what allocates, or raise the line in bench/guard.txt and say in the commit what it buys." >&2
  exit 1
fi
