#!/usr/bin/env bash
# Writes the tables of docs/benchmarks.md and the plots of docs/benchmarks from bench/figures*.json.
#
#   RERUN=1 (default)   measures everything first: make bench, make bench-cron, make bench-bodies and make bench-scaler
#   RERUN=0             takes what these have written to out/ before; a file that isn't there leaves the figures as they are
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release}
if [ "${RERUN:-1}" != 0 ]; then
  for target in bench bench-cron bench-bodies bench-scaler; do "${MAKE:-make}" --no-print-directory $target; done
else
  dotnet build bench/KubeTask.Bench -c "$CONFIG" -v quiet -nologo -clp:NoSummary
fi
take() { # from out/, to bench/
  if [ -f "out/$1" ]; then cp "out/$1" "bench/$2"; else echo "out/$1 isn't there; bench/$2 stays as it is" >&2; fi
}
take bench.json figures.json
take bench-cron.json figures-cron.json
take bench-bodies.json figures-bodies.json
take bench-scaler.json figures-scaler.json
"bench/KubeTask.Bench/bin/$CONFIG/net10.0/kubetask-bench" docs --document docs/benchmarks.md \
  --figures bench/figures.json --crons bench/figures-cron.json --scaler bench/figures-scaler.json \
  --bodies bench/figures-bodies.json
