#!/usr/bin/env bash
# Makes an image of one layer from a folder, and gives it to the node of a cluster that runs. Files keep their numeric owners.
#
#   hack/cluster/image.sh NAME FOLDER ENTRYPOINT [UID:GID [VARIABLE=VALUE…]]     NAME such as localhost/busybox:1
#
#   KUBETASK_CLUSTER=…, KUBETASK_CLUSTER_RUN=…   as for up.sh
set -euo pipefail
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}
run=${KUBETASK_CLUSTER_RUN:-$home/up}
name=$1 folder=$2 entrypoint=$3 user=${4:-}
shift $(($# < 4 ? $# : 4))
[[ " $*" = *' PATH='* ]] || set -- PATH=/usr/bin:/bin "$@"
made=$(mktemp -d -p "$run")
trap 'rm -rf "$made"' EXIT
tar -C "$folder" --numeric-owner -cf "$made/layer.tar" .
layer=$(sha256sum <"$made/layer.tar" | cut -d' ' -f1)
variables=$(printf '"%s",' "$@")
printf '{"architecture":"amd64","os":"linux","config":{"User":"%s","Entrypoint":["%s"],"Env":[%s]},' \
  "$user" "$entrypoint" "${variables%,}" >"$made/config.json"
printf '"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$layer" >>"$made/config.json"
printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$name" >"$made/manifest.json"
tar -C "$made" -cf "$made/image.tar" manifest.json config.json layer.tar
"$home/bin/ctr" -a "$run/containerd.sock" -n k8s.io images import "$made/image.tar"
