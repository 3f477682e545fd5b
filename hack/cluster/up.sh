#!/usr/bin/env bash
# Starts a real Kubernetes cluster of one node on 127.0.0.1. The first time, build.sh builds it.
#
#   hack/cluster/up.sh             the last line says how to use it; down.sh stops it
#   hack/cluster/up.sh control     without node, scheduler and Job controller: Jobs can be created, and they get no pods
#
#   KUBETASK_CLUSTER=…       where it is built (${XDG_CACHE_HOME:-~/.cache}/kubetask-cluster)
#   KUBETASK_CLUSTER_RUN=…   where it runs ($KUBETASK_CLUSTER/up): a folder of its own for each cluster that is up at once
#
# The cluster has mount and PID namespaces of its own (node.sh). When their first process is killed, nothing is left running or mounted.
set -euo pipefail
parts=${1:-all}
here=$(cd "$(dirname "$0")" && pwd)
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}
run=${KUBETASK_CLUSTER_RUN:-$home/up}
"$here/possible.sh" >&2
"$here/build.sh" >&2
"$here/down.sh"
mkdir -p "$run/pki" "$run/logs"
. "$here/serving.sh"
cd "$run"

authority() {
  local name
  for name in ca service-accounts; do openssl ecparam -name prime256v1 -genkey -noout -out pki/$name.key; done
  openssl req -x509 -new -key pki/ca.key -subj /CN=kubetask-e2e -days 30 -out pki/ca.crt
  openssl ec -in pki/service-accounts.key -pubout -out pki/service-accounts.pub 2>/dev/null
}

kubeconfig() { # file: for the user with the certificate of that name
  cat >"$1.kubeconfig" <<C
apiVersion: v1
kind: Config
clusters: [{name: e2e, cluster: {server: "https://127.0.0.1:$api", certificate-authority-data: $(base64 -w0 pki/ca.crt)}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "pki/$1.crt"), client-key-data: $(base64 -w0 "pki/$1.key")}}]
contexts: [{name: e2e, context: {cluster: e2e, user: $1}}]
current-context: e2e
C
  chmod 0600 "$1.kubeconfig"
}

until_so() { # what, seconds, command...
  local what=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    kill -0 "$(cat pid)" 2>/dev/null || { echo "the cluster ended before this happened: $what; see $run/logs" >&2; exit 1; }
    [ $SECONDS -lt $end ] || { echo "this did not happen in time: $what; see $run/logs" >&2; "$here/down.sh"; exit 1; }
    sleep 0.2
  done
}

mapfile -t ports < <(free_ports 6)
api=${ports[0]}
printf 'api=%s etcd=%s peer=%s controllers=%s scheduler=%s kubelet=%s\n' "${ports[@]}" >settings
printf 'group=kubetask-%s subnet=10.%s.%s.0/24\n' $$ $((128 + RANDOM % 100)) $((RANDOM % 256)) >>settings
authority
certificate apiserver kube-apiserver kubetask DNS:localhost,DNS:kubernetes.default.svc,IP:127.0.0.1
certificate kubelet system:node:localhost system:nodes DNS:localhost,IP:127.0.0.1
certificate admin admin system:masters
certificate controllers system:kube-controller-manager system:kube-controller-manager
certificate scheduler system:kube-scheduler system:kube-scheduler
for user in admin controllers scheduler kubelet; do kubeconfig $user; done

setsid unshare --mount --pid --fork --kill-child --mount-proc "$here/node.sh" "$home" "$run" "$parts" >logs/node.log 2>&1 </dev/null &
echo $! >pid
export KUBECONFIG=$run/admin.kubeconfig
until_so 'the API server answers' 120 kubectl get --raw /readyz
until_so 'the controllers run' 120 kubectl get serviceaccount default
[ "$parts" = control ] || until_so 'the node is ready' 180 kubectl wait node/localhost --for=condition=Ready --timeout=2s
echo "export KUBECONFIG=$run/admin.kubeconfig AUDIT_LOG=$run/audit.log"
