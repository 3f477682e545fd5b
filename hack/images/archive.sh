#!/usr/bin/env bash
# Makes an image of one layer from a folder, as an archive that docker load, podman load and ctr images import take. Files keep their
# numeric owners.
#
#   hack/images/archive.sh IMAGE FOLDER FILE ENTRYPOINT [UID:GID [VARIABLE=VALUE…]]     IMAGE such as localhost/busybox:1
#
#   TITLE=… DESCRIPTION=…   its labels of the Open Container Initiative
set -euo pipefail
image=$1 folder=$2 file=$3 entrypoint=$4 user=${5:-}
shift $(($# < 5 ? $# : 5))
[[ " $* " = *' PATH='* ]] || set -- PATH=/usr/local/bin:/usr/bin:/bin "$@"
case $(uname -m) in x86_64) machine=amd64 ;; aarch64) machine=arm64 ;; *) machine=$(uname -m) ;; esac
mkdir -p "$(dirname "$file")"
made=$(mktemp -d -p "$(dirname "$file")")
trap 'rm -rf "$made"' EXIT
tar -C "$folder" --sort=name --mtime=@0 --numeric-owner -cf "$made/layer.tar" .
layer=$(sha256sum <"$made/layer.tar" | cut -d' ' -f1)
variables=$(printf '"%s",' "$@")
labels="\"org.opencontainers.image.title\":\"${TITLE:-${image##*/}}\",\"org.opencontainers.image.description\":\"${DESCRIPTION:-}\""
labels+=",\"org.opencontainers.image.licenses\":\"Apache-2.0\",\"org.opencontainers.image.version\":\"${image##*:}\""
printf '{"architecture":"%s","os":"linux","config":{"User":"%s","Entrypoint":["%s"],"Env":[%s],"Labels":{%s}},' \
  "$machine" "$user" "$entrypoint" "${variables%,}" "$labels" >"$made/config.json"
printf '"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$layer" >>"$made/config.json"
printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$image" >"$made/manifest.json"
tar -C "$made" -cf "$made/image.tar" manifest.json config.json layer.tar
mv "$made/image.tar" "$file"
