#!/usr/bin/env bash
# Makes the image of the init container for Git Contexts without a container engine, as agents/init/Dockerfile would, from out/init of
# `make publish-init` and this machine's own files. It needs OpenSSH's client and the CA certificates.
#
#   hack/images/init.sh     out/images/kubetask-init.tar
#
#   IMG_REGISTRY=… IMG_ORG=… VERSION=…   the image is IMG_REGISTRY/IMG_ORG/kubetask-init:VERSION
#                                        (quay.io, kubetask, the chart's version)
set -euo pipefail
cd "$(dirname "$0")/../.."
. hack/images/content.sh
program=out/init/kubetask-init
[ -x $program ] || no "$program is missing; run make publish-init"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
install -D -t "$folder/opt/kubetask" $program out/init/libgit2-*.so
libraries_of $program out/init/libgit2-*.so
for file in /bin/sh "$(command -v ssh)"; do
  install -D "$file" "$folder$file"
  libraries_of "$file"
done
openssl_libraries
certificates
mkdir -p "$folder/tmp" "$folder/kubetask-init"
ln -s /kubetask-init/tmp/passwd "$folder/etc/passwd"
chmod 0755 "$folder"
TITLE=kubetask-init DESCRIPTION='Fetches the Git Contexts of a Task before its agent starts' \
  hack/images/archive.sh "$(image_name init)" "$folder" out/images/kubetask-init.tar /opt/kubetask/kubetask-init 1000:1000
printf '%s: out/images/kubetask-init.tar, %s MB\n' "$(image_name init)" "$(du -sm "$folder" | cut -f1)"
