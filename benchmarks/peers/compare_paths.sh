#!/usr/bin/env bash
# The same seeded pairs by us, by networkx and by igraph on one generated PrimeKG-size graph; needs python3-networkx and python3-igraph (apt).
# usage: compare_paths.sh KG.csv KG.mrkg OUTPUT_FOLDER [PAIRS (300)] [NETWORKX_PAIRS (all)]      PYTHON and IGRAPH_KB (a limit, 8,000,000) may be set
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
csv=$(realpath "$1"); snapshot=$(realpath "$2"); output=$3; count=${4:-300}; networkx_count=${5:-$count}
here=$(cd "$(dirname "$0")" && pwd); python=${PYTHON:-python3}
mkdir -p "$output"
dotnet run -c Release --project "$here/../MedReason.Benchmarks" -- paths --kg "$snapshot" --pairs "$output/pairs.jsonl" --count "$count" > "$output/ours.jsonl"
"$python" "$here/networkx_paths.py" "$csv" "$output/pairs.jsonl" --limit "$networkx_count" > "$output/networkx.jsonl"
"$python" "$here/compare_answers.py" "$output/ours.jsonl" "$output/networkx.jsonl"
(ulimit -v "${IGRAPH_KB:-8000000}"; "$python" "$here/igraph_paths.py" "$csv" "$output/pairs.jsonl") > "$output/igraph.jsonl" || echo "igraph ended early"
"$python" "$here/compare_answers.py" "$output/ours.jsonl" "$output/igraph.jsonl"
