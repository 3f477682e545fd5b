#!/usr/bin/env bash
# Measures what each of KubeTask's writes costs the API server in another way: protobuf bodies, smaller answers, updates for patches.
#
#   bench/bodies.sh
#
#   CALLS=…   how many calls a round makes (400)
#   OUT=…     where the figures go (out/bench-bodies.json); the table goes to standard output
#
# The control plane is that of KUBECONFIG, or one of its own (hack/cluster; root, Debian 12).
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release} OUT=${OUT:-out/bench-bodies.json}
dotnet build bench/KubeTask.Bench -c "$CONFIG" -v quiet -nologo -clp:NoSummary
if [ -z "${KUBECONFIG:-}" ]; then
  export KUBETASK_CLUSTER_RUN=${KUBETASK_CLUSTER_RUN:-${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/bench}
  trap hack/cluster/down.sh EXIT
  eval "$(hack/cluster/up.sh control)"
fi
kubectl apply --server-side=false --validate=false -f charts/kubetask/files/crds >/dev/null
kubectl wait --for=condition=Established --timeout=60s -f charts/kubetask/files/crds >/dev/null
mkdir -p "$(dirname "$OUT")"
"bench/KubeTask.Bench/bin/$CONFIG/net10.0/kubetask-bench" bodies "$OUT" "${CALLS:-400}"
