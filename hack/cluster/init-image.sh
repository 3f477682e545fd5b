#!/usr/bin/env bash
# Makes the image of the init container for Git Contexts from out/init and this machine's own files, as agents/init/Dockerfile would, and
# gives it to the node of a cluster that runs. It needs `make publish-init`, OpenSSH's client and the CA certificates.
#
#   hack/cluster/init-image.sh [NAME]     localhost/kubetask-init:1
#
#   KUBETASK_CLUSTER=…, KUBETASK_CLUSTER_RUN=…   as for up.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
program=out/init/kubetask-init
[ -x $program ] || { echo "$program is missing; run make publish-init" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

libraries_of() { # file...: copies every library that they load
  local file
  for file in "$@"; do
    ldd "$file" | grep -oE '/[^ ]+' | while read -r library; do install -D "$library" "$folder$library"; done
  done
}

libraries=/usr/lib/$(uname -m)-linux-gnu
install -D -t "$folder/opt/kubetask" $program out/init/libgit2-*.so
for file in /bin/sh "$(command -v ssh)" "$libraries"/lib{ssl,crypto}.so.3; do
  install -D "$file" "$folder$file"
  libraries_of "$file"
done
libraries_of $program out/init/libgit2-*.so
install -D -t "$folder/etc/ssl/certs" /etc/ssl/certs/ca-certificates.crt
mkdir -p "$folder/tmp" "$folder/kubetask-init"
ln -s /kubetask-init/tmp/passwd "$folder/etc/passwd"
hack/cluster/image.sh "${1:-localhost/kubetask-init:1}" "$folder" /opt/kubetask/kubetask-init 1000:1000
