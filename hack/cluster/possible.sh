#!/usr/bin/env bash
# Whether this machine can have the cluster of hack/cluster/up.sh: says nothing and ends with 0, or says what stands in the way and ends
# with 1.
set -uo pipefail
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}
no() { printf '%s\n' "$*"; exit 1; }

[ "$(uname -sm)" = 'Linux x86_64' ] || no "it runs on Linux on x86-64, and this is $(uname -sm)"
[ "$(id -u)" = 0 ] || no 'it takes root: its node mounts, and makes cgroups and networks'
for program in kubectl openssl unshare ip curl flock; do command -v $program >/dev/null || no "$program is missing"; done
unshare --mount --pid --fork --kill-child --mount-proc true 2>/dev/null || no 'this machine lets root make no mount and PID namespaces'
[ -w /sys/fs/cgroup/memory ] || no 'its node takes cgroups of version 1, writable, under /sys/fs/cgroup'
if [ ! -x "$home/bin/pause" ] || [ ! -x "$home/bin/kubelet" ]; then
  grep -q '^VERSION_CODENAME=bookworm' /etc/os-release 2>/dev/null && [ -f /etc/apt/sources.list.d/debian.sources ] ||
    no 'it is built from packages of Debian 12, and this is another system'
  for program in dpkg-source gcc; do command -v $program >/dev/null ||
    no "$program is missing (packages dpkg-dev, gcc, libc6-dev), and the cluster isn't built yet"; done
  mkdir -p "$home"
  [ "$(df --output=avail -BG "$home" | tail -1 | tr -dc 0-9)" -ge 6 ] || no "it takes 6 GB to build in $home"
else
  mkdir -p "$home"
  [ "$(df --output=avail -BG "$home" | tail -1 | tr -dc 0-9)" -ge 2 ] || no "it takes 2 GB to run in $home"
fi
