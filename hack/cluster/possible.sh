#!/usr/bin/env bash
# Checks whether this machine can run the cluster of hack/cluster/up.sh. If it can, this prints nothing and exits with 0. If it cannot, this
# prints what is missing and exits with 1.
set -uo pipefail
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}
no() { printf '%s\n' "$*"; exit 1; }

[ "$(uname -sm)" = 'Linux x86_64' ] || no "it needs Linux on x86-64, and this is $(uname -sm)"
[ "$(id -u)" = 0 ] || no 'it needs root, because its node creates mounts, cgroups and networks'
for program in kubectl openssl unshare ip curl flock; do command -v $program >/dev/null || no "$program is missing"; done
unshare --mount --pid --fork --kill-child --mount-proc true 2>/dev/null || no 'root may not create mount and PID namespaces on this machine'
[ -w /sys/fs/cgroup/memory ] || no 'its node needs writable cgroups of version 1 under /sys/fs/cgroup'
if [ ! -x "$home/bin/pause" ] || [ ! -x "$home/bin/kubelet" ]; then
  grep -q '^VERSION_CODENAME=bookworm' /etc/os-release 2>/dev/null && [ -f /etc/apt/sources.list.d/debian.sources ] ||
    no 'it is built from packages of Debian 12, and this is a different system'
  for program in dpkg-source gcc; do
    command -v $program >/dev/null || no "$program is missing (packages dpkg-dev, gcc, libc6-dev), and the cluster is not built yet"
  done
  mkdir -p "$home"
  [ "$(df --output=avail -BG "$home" | tail -1 | tr -dc 0-9)" -ge 6 ] || no "the build needs 6 GB in $home"
else
  mkdir -p "$home"
  [ "$(df --output=avail -BG "$home" | tail -1 | tr -dc 0-9)" -ge 2 ] || no "it needs 2 GB in $home"
fi
