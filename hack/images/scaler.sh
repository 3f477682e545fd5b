#!/usr/bin/env bash
# Makes the scaler's image without a container engine, with what keda/Dockerfile would put into it, from out/scaler of
# `make publish-scaler` and this machine's own files.
#
#   hack/images/scaler.sh     out/images/kubetask-scaler.tar
#
#   IMG_REGISTRY=… IMG_ORG=… VERSION=…   the image is IMG_REGISTRY/IMG_ORG/kubetask-scaler:VERSION
#                                        (quay.io, kubetask, the chart's version)
set -euo pipefail
cd "$(dirname "$0")/../.."
. hack/images/content.sh
program=out/scaler/kubetask-scaler
[ -x $program ] || no "$program is missing; run make publish-scaler"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
install -D -t "$folder/usr/local/bin" $program
libraries_of $program
openssl_libraries
certificates
time_zones
users 65532 nonroot
chmod 0755 "$folder"
TITLE=kubetask-scaler DESCRIPTION="Watches KubeTask's objects, tells KEDA how much work there is, and delivers it to the functions" \
  hack/images/archive.sh "$(image_name scaler)" "$folder" out/images/kubetask-scaler.tar /usr/local/bin/kubetask-scaler 65532:65532
printf '%s: out/images/kubetask-scaler.tar, %s MB\n' "$(image_name scaler)" "$(du -sm "$folder" | cut -f1)"
