#!/usr/bin/env bash
# Makes an image of one layer from a folder, and gives it to the node of a cluster that runs.
#
#   hack/cluster/image.sh IMAGE FOLDER ENTRYPOINT     IMAGE such as localhost/busybox:1
#
#   KUBETASK_CLUSTER=…, KUBETASK_CLUSTER_RUN=…   as for up.sh
set -euo pipefail
here=$(dirname "$0")
file=$(mktemp)
trap 'rm -f "$file"' EXIT
"$here/../images/archive.sh" "$1" "$2" "$file" "$3"
"$here/load.sh" "$file"
