#!/usr/bin/env bash
# Measures KubeTask on a real cluster and compares it with bare API calls: scaler and functions as built (JIT) and as native binaries.
#
#   bench/run.sh [settings of kubetask-bench…]
#
#   OUT=…      where the figures go (out/bench.json); the table goes to standard output
#   BUILDS=…   JIT, native, or both ("JIT native"); native needs both binaries of make publish, and is left out without them
#
# It uses the cluster that KUBECONFIG names. Without one it starts the control plane of hack/cluster (root, Debian 12) and stops it again.
# Run nothing else on the machine meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release} OUT=${OUT:-out/bench.json} BUILDS=${BUILDS:-JIT native}
for project in keda/KubeTask.Scaler functions/hosts/Standalone bench/KubeTask.Bench; do
  dotnet build $project -c "$CONFIG" -v quiet -nologo -clp:NoSummary
done
builds=()
build() { # name, scaler, functions
  builds+=(--scaler "$1=$2" --functions "$1=$3")
}
for name in $BUILDS; do
  case $name in
    JIT) build JIT "keda/KubeTask.Scaler/bin/$CONFIG/net10.0/kubetask-scaler" \
      "functions/hosts/Standalone/bin/$CONFIG/net10.0/kubetask-functions" ;;
    native)
      if [ -x out/scaler/kubetask-scaler ] && [ -x out/functions/kubetask-functions ]; then
        build native out/scaler/kubetask-scaler out/functions/kubetask-functions
      else
        echo 'native is left out: out/scaler or out/functions has no binary; make publish builds them' >&2
      fi ;;
    *) echo "BUILDS names no build: $name" >&2; exit 1 ;;
  esac
done
[ ${#builds[@]} -gt 0 ] || { echo 'nothing is left to measure' >&2; exit 1; }
if [ -z "${KUBECONFIG:-}" ]; then
  export KUBETASK_CLUSTER_RUN=${KUBETASK_CLUSTER_RUN:-${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/bench}
  trap hack/cluster/down.sh EXIT
  eval "$(hack/cluster/up.sh control)"
fi
kubectl apply --server-side=false --validate=false -f charts/kubetask/crds >/dev/null
kubectl wait --for=condition=Established --timeout=60s -f charts/kubetask/crds >/dev/null
mkdir -p "$(dirname "$OUT")"
"bench/KubeTask.Bench/bin/$CONFIG/net10.0/kubetask-bench" "${builds[@]}" --out "$OUT" "$@"
