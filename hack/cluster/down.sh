#!/usr/bin/env bash
# Stops the cluster that up.sh started, and deletes its data.
#
#   KUBETASK_CLUSTER=…, KUBETASK_CLUSTER_RUN=…   as for up.sh
set -uo pipefail
run=${KUBETASK_CLUSTER_RUN:-${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/up}
[ -f "$run/pid" ] || exit 0
pid=$(cat "$run/pid")
# Another process may have this number by now.
if grep -qs "$run" "/proc/$pid/cmdline"; then
  kill -KILL "$pid" # with it the kernel kills every process in its namespaces
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
fi
group=$(sed -n 's/.*group=\([^ ]*\).*/\1/p' "$run/settings")
if [ -n "$group" ]; then
  for ((try = 0; try < 50; try++)); do # the last processes need a moment
    for folder in /sys/fs/cgroup/*/"$group"; do [ ! -d "$folder" ] || find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null; done
    compgen -G "/sys/fs/cgroup/*/$group" >/dev/null || break
    sleep 0.1
  done
fi
rm -rf "$run"
