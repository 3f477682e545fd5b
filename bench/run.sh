#!/usr/bin/env bash
# Measures KubeTask on a real cluster beside bare API calls: the functions as they are built (JIT) and native.
#
#   bench/run.sh [settings of kubetask-bench…]
#
# It uses KUBECONFIG's cluster, or else the control plane of hack/cluster (root, Debian 12), which it starts and ends.
#
# The table goes to standard output, the figures to OUT (out/bench.json). Nothing else should run on the machine meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release}
for project in keda/KubeTask.Scaler functions/hosts/Standalone bench/KubeTask.Bench; do
  dotnet build $project -c "$CONFIG" -v quiet -nologo -clp:NoSummary
done
builds=(--functions "JIT=functions/hosts/Standalone/bin/$CONFIG/net10.0/kubetask-functions")
[ ! -x out/functions/kubetask-functions ] || builds+=(--functions native=out/functions/kubetask-functions)
if [ -z "${KUBECONFIG:-}" ]; then
  export KUBETASK_CLUSTER_RUN=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/bench
  trap hack/cluster/down.sh EXIT
  eval "$(hack/cluster/up.sh control)"
fi
kubectl apply --server-side=false --validate=false -f charts/kubetask/crds >/dev/null
kubectl wait --for=condition=Established --timeout=60s -f charts/kubetask/crds >/dev/null
mkdir -p out
OUT=${OUT:-out/bench.json}
bench/KubeTask.Bench/bin/$CONFIG/net10.0/kubetask-bench --scaler keda/KubeTask.Scaler/bin/$CONFIG/net10.0/kubetask-scaler "${builds[@]}" \
  --out "$OUT" "$@"
