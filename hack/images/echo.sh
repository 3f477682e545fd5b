#!/usr/bin/env bash
# Makes the image of the agent echo without a container engine, as agents/echo/Dockerfile would, but on Debian's busybox.
#
#   hack/images/echo.sh     out/images/kubetask-agent-echo.tar
#
#   BUSYBOX=…                            a static busybox (that of hack/cluster/build.sh, otherwise the machine's)
#   IMG_REGISTRY=… IMG_ORG=… VERSION=…   the image is IMG_REGISTRY/IMG_ORG/kubetask-agent-echo:VERSION
#                                        (quay.io, kubetask, the chart's version)
set -euo pipefail
cd "$(dirname "$0")/../.."
. hack/images/content.sh
built=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/bin/busybox
busybox=${BUSYBOX:-$([ -x "$built" ] && echo "$built" || command -v busybox || true)}
[ -n "$busybox" ] || no 'busybox is missing; install busybox-static'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
install -d "$folder/bin" "$folder/usr/local/bin"
install "$busybox" "$folder/bin/busybox"
"$busybox" --list | grep -vx busybox | while read -r program; do ln -s busybox "$folder/bin/$program"; done
install agents/echo/echo.sh "$folder/usr/local/bin/kubetask-agent-echo"
users 1000 agent
install -d -o 1000 -g 1000 "$folder/workspace"
chmod 0755 "$folder"
TITLE=kubetask-agent-echo DESCRIPTION='Prints what an agent is given' \
  hack/images/archive.sh "$(image_name agent-echo)" "$folder" out/images/kubetask-agent-echo.tar /usr/local/bin/kubetask-agent-echo \
  1000:1000 WORKSPACE_DIR=/workspace
printf '%s: out/images/kubetask-agent-echo.tar, %s MB\n' "$(image_name agent-echo)" "$(du -sm "$folder" | cut -f1)"
