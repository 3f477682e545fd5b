#!/usr/bin/env bash
# Gives images to the node of a cluster that runs.
#
#   hack/cluster/load.sh ARCHIVE…     of hack/images
#
#   KUBETASK_CLUSTER=…, KUBETASK_CLUSTER_RUN=…   as for up.sh
set -euo pipefail
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}
run=${KUBETASK_CLUSTER_RUN:-$home/up}
for archive; do "$home/bin/ctr" -a "$run/containerd.sock" -n k8s.io images import "$archive"; done
