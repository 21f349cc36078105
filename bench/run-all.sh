#!/usr/bin/env bash
# Prints every budget and what is measured for it, as a Markdown table: the median of several runs and their range.
#   bench/run-all.sh [RUNS]      default 5; results and progress go to standard error as they come
# Needs the .NET SDK; the rows of DynamoDB also npm and Java 17, or DURABLE_DYNAMODB_ENDPOINT, and stay empty without. Close everything else first: on two cores any other work shows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. bench/results.sh

runs=${1:-5}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build bench -c Release >&2

# Median and range of the numbers on standard input, formatted with the given printf format.
summary() {
  spread | awk -v format="$1" '
    { printf format " (" format "–" format ")\n", $1, $2, $3 }
    END { if (NR == 0) print "–" }'
}

# row CASE BUDGET "ARGUMENTS" LABEL=MEMBER=FORMAT...
row() {
  local case=$1 budget=$2 arguments=$3 lines= line measured= label rest
  shift 3
  for ((run = 0; run < runs; run++)); do
    # shellcheck disable=SC2086 # the arguments are words
    # Asked for something that is not there: the row stays empty.
    line=$(dotnet run --project bench -c Release --no-build -- $arguments --json) || [ $? -eq 2 ]
    echo "$line" >&2
    lines+=$line$'\n'
  done
  for column in "$@"; do
    label=${column%%=*} rest=${column#*=}
    measured+="${measured:+; }$label $(member "${rest%%=*}" <<<"$lines" | summary "${rest#*=}")"
  done
  echo "| $case | $budget | $measured | \`$arguments\` |"
}

echo "| Case | Budget | Median of $runs runs (lowest–highest) | Command |"
echo "|---|---|---|---|"

requests='requests=storageRequests=%d'
units='write units=writeUnits=%d'
elapsed='ms=elapsedMs=%.1f'
row 'Resume, 999 branches' '1 request; ≤ 25 ms' 'resume --branches 999' "$requests" "$elapsed"
row 'Resume, 999 branches, 50 ms store' '1 request; ≤ 70 ms' 'resume --branches 999 --store-delay 50' "$requests" "$elapsed" 'store ms=storeDelayActualMs=%.1f'
row 'Resume, 999 branches, SQLite' '1 request' 'resume --branches 999 --store sqlite' "$requests" "$elapsed"
row 'Resume, 100,000 branches' '1 request' 'resume --branches 100000' "$requests" "$elapsed"
row 'Resume, 100,000 branches, SQLite' '1 request' 'resume --branches 100000 --store sqlite' "$requests" "$elapsed"
row '10 sequential steps' '11 requests' 'sequential --steps 10 --executions 100' 'requests each=storageRequestsPerExecution=%d' 'step p50 ms=p50Ms=%.3f'
row '10 sequential steps, SQLite' '11 requests' 'sequential --steps 10 --executions 100 --store sqlite' 'requests each=storageRequestsPerExecution=%d' 'step p50 ms=p50Ms=%.3f'
row 'Lone checkpoint' 'store + < 1 ms' 'sequential --steps 10 --executions 20 --store-delay 5' 'beyond the store, p50 ms=beyondStoreP50Ms=%.3f'
row 'One step, 1 caller, SQLite' 'p50 ≤ 2 ms' 'throughput --callers 1 --store sqlite' 'p50 ms=p50Ms=%.3f' 'p99 ms=p99Ms=%.3f'
row 'One step, 64 callers, SQLite' '≥ 10,000/s; 2 requests' 'throughput --callers 64 --store sqlite' '/s=executionsPerSecond=%d' 'requests each=storageRequestsPerExecution=%.3f' 'p50 ms=p50Ms=%.2f' 'p99 ms=p99Ms=%.2f' 'CPU ms=cpuMsPerExecution=%.3f'
row 'One step, 64 callers, memory' '2 requests' 'throughput --callers 64' '/s=executionsPerSecond=%d' 'requests each=storageRequestsPerExecution=%.3f' 'CPU ms=cpuMsPerExecution=%.3f' 'bytes=allocatedBytesPerExecution=%d'
row 'Fan-out of 300, SQLite' '≤ 150 ms beyond the wait' 'fanout --branches 300 --store sqlite' 'ms beyond=beyondWaitMs=%.1f' "$requests"
row 'Fan-out of 999, SQLite' '≤ 500 ms beyond the wait' 'fanout --branches 999 --store sqlite' 'ms beyond=beyondWaitMs=%.1f' "$requests"
row 'Replay of 100,000 steps' '≥ 500,000/s' 'replay --steps 100000' 'operations/s=operationsPerSecond=%d' 'first in a new process=coldOperationsPerSecond=%d'
row 'Replay of 10,000 steps, SQLite' '≥ 500,000/s' 'replay --steps 10000 --store sqlite' 'operations/s=operationsPerSecond=%d' 'first in a new process=coldOperationsPerSecond=%d'
row 'Orleans: resume, 999 branches' '1 request; ≤ 80 ms' 'resume --host orleans --branches 999' "$requests" "$elapsed"
row 'Orleans: one step, 64 callers' '≥ 6,000/s; 2 requests' 'throughput --host orleans --callers 64' '/s=executionsPerSecond=%d' 'requests each=storageRequestsPerExecution=%.3f' 'CPU ms=cpuMsPerExecution=%.3f'
row 'Orleans: one step, 1 caller' '–' 'throughput --host orleans --callers 1' 'p50 ms=p50Ms=%.3f' 'p99 ms=p99Ms=%.3f'
row 'Orleans: fan-out of 999' '–' 'fanout --host orleans --branches 999' 'ms beyond=beyondWaitMs=%.1f' "$requests"
row 'Orleans: replay of 100,000 steps' '–' 'replay --host orleans --steps 100000' 'operations/s=operationsPerSecond=%d'
row 'Resume, 999 branches, DynamoDB Local' '1 request, 1 write unit' 'resume --branches 999 --store dynamodb' "$requests" "$units" "$elapsed"
row 'Resume, 100,000 branches, DynamoDB Local' '1 request, 1 write unit' 'resume --branches 100000 --store dynamodb' "$requests" "$units" "$elapsed"
row '10 sequential steps, DynamoDB Local' '11 requests' 'sequential --steps 10 --executions 100 --store dynamodb' 'requests each=storageRequestsPerExecution=%d' 'step p50 ms=p50Ms=%.3f'
row 'One step, 64 callers, DynamoDB Local' '≥ 80 % of bare puts; 2 requests, ≤ 2 units' 'throughput --callers 64 --store dynamodb' '/s=executionsPerSecond=%d' 'bare puts/s=bareExecutionsPerSecond=%d' 'share=shareOfBare=%.2f' 'requests each=storageRequestsPerExecution=%.3f' 'units each=writeUnitsPerExecution=%.3f' 'bytes each=bytesWrittenPerExecution=%d'
row 'The SQLite store alone, 64 callers' '–' 'store --callers 64 --store sqlite' 'create and commit/s=executionsPerSecond=%d' 'p50 ms=p50Ms=%.2f'
row 'The SQLite store alone, 1 caller' '–' 'store --callers 1 --store sqlite' 'create and commit p50 ms=p50Ms=%.3f' 'bare 4 KiB sync p50 ms=diskSyncP50Ms=%.3f'
row 'The memory store alone, 64 callers' '–' 'store --callers 64' 'create and commit/s=executionsPerSecond=%d'
