#!/usr/bin/env bash
# Checks whether this machine can build and run the CRD server of hack/crd-server/up.sh. If it can, this prints nothing and exits with 0.
# If it cannot, this prints what is missing and exits with 1. Only build.sh finds out whether the mirror has Debian sid.
set -uo pipefail
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/crd-server
no() { printf '%s\n' "$*"; exit 1; }

[ "$(uname -s)" = Linux ] || no "it needs Linux, and this is $(uname -s)"
for program in openssl curl jq flock setsid; do command -v $program >/dev/null || no "$program is missing"; done
if [ ! -x "$home/bin/etcd" ] || [ ! -x "$home/bin/apiextensions-apiserver" ]; then
  [ -f /etc/apt/sources.list.d/debian.sources ] || no 'it is built from packages of Debian, and this is a different system'
  mkdir -p "$home"
  [ "$(df --output=avail -BG "$home" | tail -1 | tr -dc 0-9)" -ge 5 ] || no "the build needs 5 GB in $home"
fi
