#!/usr/bin/env bash
# Stops the CRD server that up.sh started, and deletes its data.
#
#   KUBETASK_CLUSTER=…, KUBETASK_CRD_SERVER_RUN=…   as for up.sh
set -uo pipefail
run=${KUBETASK_CRD_SERVER_RUN:-${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/crd-server/up}
[ -d "$run" ] || exit 0
run=$(cd "$run" && pwd)
for program in apiextensions-apiserver etcd; do
  pid=$(cat "$run/$program.pid" 2>/dev/null) || continue
  # Another process may have this number by now.
  ours() { grep -qsF -- "$run/" "/proc/$pid/cmdline"; }
  ! ours || kill -KILL "$pid"
  while ours; do sleep 0.1; done
done
rm -rf "$run"
