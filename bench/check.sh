#!/usr/bin/env bash
# Measures again, and fails if a ratio is more than 20 % worse than the one in bench/figures.json.
#
#   FIGURES=…               compares these figures, and measures nothing
#   PODS=… SAMPLES=… BURST=… STARTS=…   what is measured (5000 other pods, 50 single Tasks, a burst of 1000, 3 starts)
#   BUILDS=…                as for run.sh
#
# A smaller burst has other ratios, because the JIT compiles during it. Compare it only with figures of the same size.
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release}
figures=${FIGURES:-out/bench-check.json}
if [ -z "${FIGURES:-}" ]; then
  OUT=$figures PODS=${PODS:-5000} bench/run.sh --samples "${SAMPLES:-50}" --burst "${BURST:-1000}" --starts "${STARTS:-3}"
else
  dotnet build bench/KubeTask.Bench -c "$CONFIG" -v quiet -nologo -clp:NoSummary
fi
"bench/KubeTask.Bench/bin/$CONFIG/net10.0/kubetask-bench" check --figures "$figures" --against "${AGAINST:-bench/figures.json}"
