#!/usr/bin/env bash
# Measures KubeTask on a real cluster and compares it with bare API calls: the functions as built (JIT) and as a native binary, with the
# native scaler if it has been published.
#
#   bench/run.sh [settings of kubetask-bench…]
#
# It uses the cluster that KUBECONFIG names. Without one it starts the control plane of hack/cluster (root, Debian 12) and stops it again.
# The table goes to standard output, and the figures go to OUT (out/bench.json). Run nothing else on the machine meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release}
for project in keda/KubeTask.Scaler functions/hosts/Standalone bench/KubeTask.Bench; do
  dotnet build $project -c "$CONFIG" -v quiet -nologo -clp:NoSummary
done
builds=(--functions "JIT=functions/hosts/Standalone/bin/$CONFIG/net10.0/kubetask-functions")
[ ! -x out/functions/kubetask-functions ] || builds+=(--functions native=out/functions/kubetask-functions)
scaler=out/scaler/kubetask-scaler
[ -x $scaler ] || scaler=keda/KubeTask.Scaler/bin/$CONFIG/net10.0/kubetask-scaler
if [ -z "${KUBECONFIG:-}" ]; then
  export KUBETASK_CLUSTER_RUN=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/bench
  trap hack/cluster/down.sh EXIT
  eval "$(hack/cluster/up.sh control)"
fi
kubectl apply --server-side=false --validate=false -f charts/kubetask/crds >/dev/null
kubectl wait --for=condition=Established --timeout=60s -f charts/kubetask/crds >/dev/null
mkdir -p out
OUT=${OUT:-out/bench.json}
bench/KubeTask.Bench/bin/$CONFIG/net10.0/kubetask-bench --scaler $scaler \
  "${builds[@]}" --out "$OUT" "$@"
