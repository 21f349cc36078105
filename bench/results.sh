# Reads result lines of the bench program; sourced by the scripts beside it.

# One member of the lines on standard input; nothing where it is null.
member() {
  { grep -o "\"$1\":[-0-9.eE+]*" || true; } | cut -d: -f2
}

# Median, lowest and highest of the numbers on standard input; nothing when there is none.
spread() {
  sort -g | awk -v OFMT=%.6f '
    { values[NR] = $1 }
    END { if (NR > 0) print (NR % 2 ? values[(NR + 1) / 2] : (values[NR / 2] + values[NR / 2 + 1]) / 2), values[1], values[NR] }'
}
