#!/usr/bin/env bash
# Prints how cost grows with what grows in production, as Markdown tables and charts: docs/benchmarks.md has the last ones.
#   bench/growth.sh [RUNS]      default 3, medians; results and progress go to standard error as they come
# Needs the .NET SDK and about 40 minutes. Close everything else first: on two cores any other work shows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. bench/results.sh

runs=${1:-3}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build bench -c Release >&2
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

# growth TITLE "ARGUMENTS, @ for what grows" "VALUES" DIVISOR CHARTED=MEMBER=FORMAT LABEL=MEMBER=FORMAT...
# The charted member is divided by what grows where DIVISOR is 'each', and by 1 where it is 'one'.
growth() {
  local title=$1 arguments=$2 values=$3 divisor=$4 charted=$5 lines line column rest value shown points=
  shift 4
  echo
  printf '| %s |' "$title"
  for column in "$@"; do printf ' %s |' "${column%%=*}"; done
  printf '\n|---:|'
  for column in "$@"; do printf -- '---:|'; done
  echo
  for size in $values; do
    lines=
    for ((run = 0; run < runs; run++)); do
      # shellcheck disable=SC2086 # the arguments are words
      line=$(dotnet run --project bench -c Release --no-build -- ${arguments//@/$size} --data "$data" --json)
      echo "$line" >&2
      lines+=$line$'\n'
    done
    printf '| %s |' "$size"
    for column in "$@"; do
      rest=${column#*=}
      read -r value _ < <(member "${rest%%=*}" <<<"$lines" | spread) || { echo "error: no ${rest%%=*} in the results" >&2; exit 1; }
      if [[ $column == "$charted" && $divisor == each ]]; then value=$(awk -v v="$value" -v n="$size" 'BEGIN { print 1000 * v / n }'); fi
      # shellcheck disable=SC2059 # the format is ours
      shown=$(printf "${rest#*=}" "$value")
      printf ' %s |' "$shown"
      [[ $column == "$charted" ]] && points+="${points:+, }$shown"
    done
    echo
  done
  echo
  echo '```mermaid'
  echo 'xychart-beta'
  echo "  x-axis \"$title\" [${values// /, }]"
  echo "  y-axis \"${charted%%=*}\""
  echo "  bar [$points]"
  echo '```'
}

for host in embedded orleans; do
  echo
  echo "### $host"
  growth 'callers' "throughput --host $host --store sqlite --callers @" '1 4 16 64 256 1000' one \
    'executions/s=executionsPerSecond=%.0f' 'p99 ms=p99Ms=%.1f' 'CPU ms=cpuMsPerExecution=%.3f' 'bytes=allocatedBytesPerExecution=%.0f' 'requests=storageRequestsPerExecution=%.2f'
  growth 'ended executions in the store' "throughput --host $host --store sqlite --callers 64 --stored @" '1000 10000 100000 1000000' one \
    'executions/s=executionsPerSecond=%.0f' 'p99 ms=p99Ms=%.1f' 'CPU ms=cpuMsPerExecution=%.3f' 'bytes=allocatedBytesPerExecution=%.0f' 'requests=storageRequestsPerExecution=%.2f'
  growth 'steps in one log' "sequential --host $host --store sqlite --steps @" '10 100 1000 10000 100000' each \
    'µs a step=elapsedMs=%.0f' 'step p50 ms=p50Ms=%.3f' 'step p99 ms=p99Ms=%.2f' 'requests=storageRequestsPerExecution=%.0f'
  growth 'steps that are replayed' "replay --host $host --steps @" '10 100 1000 10000 100000' each \
    'µs an operation=elapsedMs=%.2f' 'operations/s=operationsPerSecond=%.0f'
  growth 'branches that are due together' "resume --host $host --branches @" '10 100 1000 10000 100000' each \
    'µs a branch=elapsedMs=%.1f' 'ms in all=elapsedMs=%.1f' 'CPU µs a branch=cpuMicrosecondsPerBranch=%.1f' 'bytes a branch=allocatedBytesPerBranch=%.0f' 'requests=storageRequests=%.0f'
done
growth 'sleepers' "sleepers --executions @ --store sqlite" '1000 10000 100000' one \
  'late, p99 ms=p99Ms=%.1f' 'bytes in memory=managedBytesPerSleeper=%.0f'
