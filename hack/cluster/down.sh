#!/usr/bin/env bash
# Ends the cluster that up.sh started, and deletes what it stored.
#
#   KUBETASK_CLUSTER=…, KUBETASK_CLUSTER_RUN=…   as for up.sh
set -uo pipefail
run=${KUBETASK_CLUSTER_RUN:-${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/up}
[ -f "$run/pid" ] || exit 0
pid=$(cat "$run/pid")
# The number may be another process's by now.
if grep -qs "$run" "/proc/$pid/cmdline"; then
  kill -KILL "$pid" # the kernel ends all that lives in its namespaces with it
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
fi
group=$(sed -n 's/.*group=\([^ ]*\).*/\1/p' "$run/settings")
if [ -n "$group" ]; then
  for ((try = 0; try < 50; try++)); do # the last processes take a moment
    for folder in /sys/fs/cgroup/*/"$group"; do [ ! -d "$folder" ] || find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null; done
    compgen -G "/sys/fs/cgroup/*/$group" >/dev/null || break
    sleep 0.1
  done
fi
rm -rf "$run"
