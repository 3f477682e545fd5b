#!/usr/bin/env bash
# Measures KubeTask on a real cluster and compares it with bare API calls: scaler and functions as built (JIT) and as native binaries.
#
#   bench/run.sh [settings of kubetask-bench…]
#
#   BUILDS=…   JIT, native, or both ("JIT native"); native needs both binaries of make publish, and is left out without them
#   PODS=…     how many other pods are in the namespace, one run for each ("5000")
#   CRONS=…    measures so many CronTasks instead, with the last of the builds, TRIES times (2)
#   OUT=…      where the figures go (out/bench.json); the table goes to standard output
#
# Each run has a control plane of its own (hack/cluster; root, Debian 12): after a run the garbage collector works for minutes, at 20 calls
# a second. If KUBECONFIG names a cluster, all runs use that one. Run nothing else on the machine meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release} OUT=${OUT:-out/bench.json} BUILDS=${BUILDS:-JIT native} PODS=${PODS:-5000}
for project in keda/KubeTask.Scaler functions/hosts/CustomHandler bench/KubeTask.Bench; do
  dotnet build $project -c "$CONFIG" -v quiet -nologo -clp:NoSummary
done
bench=bench/KubeTask.Bench/bin/$CONFIG/net10.0/kubetask-bench
names=()
for name in $BUILDS; do
  if [ "$name" = native ] && { [ ! -x out/scaler/kubetask-scaler ] || [ ! -x out/functions/kubetask-functions ]; }; then
    echo 'native is left out: out/scaler or out/functions has no binary; make publish builds them' >&2
    continue
  fi
  names+=("$name")
done
[ ${#names[@]} -gt 0 ] || { echo 'nothing is left to measure' >&2; exit 1; }

programs() { # build: the options that name its programs
  case $1 in
    JIT) echo "--scaler keda/KubeTask.Scaler/bin/$CONFIG/net10.0/kubetask-scaler" \
      "--functions functions/hosts/CustomHandler/bin/$CONFIG/net10.0/kubetask-functions" ;;
    native) echo '--scaler out/scaler/kubetask-scaler --functions out/functions/kubetask-functions' ;;
    *) echo "BUILDS names no build: $1" >&2; return 1 ;;
  esac
}

own=
if [ -z "${KUBECONFIG:-}" ]; then
  own=yes
  export KUBETASK_CLUSTER_RUN=${KUBETASK_CLUSTER_RUN:-${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/bench}
  trap hack/cluster/down.sh EXIT
fi
parts=()
run() { # build, settings of kubetask-bench…
  local name=$1 part=${OUT%.json}-part-$((${#parts[@]} + 1)).json options
  shift
  options=$(programs "$name")
  [ -z "$own" ] || eval "$(hack/cluster/up.sh control)" # it stops the one before
  kubectl apply --server-side=false --validate=false -f charts/kubetask/files/crds >/dev/null
  kubectl wait --for=condition=Established --timeout=60s -f charts/kubetask/files/crds >/dev/null
  # shellcheck disable=SC2086 # these are several words
  "$bench" --name "$name" $options --out "$part" "$@" >/dev/null
  parts+=("$part")
}

mkdir -p "$(dirname "$OUT")"
if [ -n "${CRONS:-}" ]; then
  for ((try = 0; try < ${TRIES:-2}; try++)); do run "${names[-1]}" --crons "$CRONS" --tries 1 "$@"; done
else
  for pods in $PODS; do
    for name in "${names[@]}"; do run "$name" --other-pods "$pods" "$@"; done
  done
fi
"$bench" merge --out "$OUT" "${parts[@]}"
rm -f "${parts[@]}"
