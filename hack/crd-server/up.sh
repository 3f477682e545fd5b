#!/usr/bin/env bash
# Starts an API server that has CustomResourceDefinitions and their objects only, of today's Kubernetes, on 127.0.0.1. The first time,
# build.sh builds it. Namespaces need not exist there, and kubectl works with `get --raw` only, because there is no /api.
#
#   hack/crd-server/up.sh          the last line says how to use it; down.sh stops it
#
#   KUBETASK_CLUSTER=…             where it is built (${XDG_CACHE_HOME:-~/.cache}/kubetask-cluster), in the folder crd-server
#   KUBETASK_CRD_SERVER_RUN=…      where it runs ($KUBETASK_CLUSTER/crd-server/up): a folder of its own for each that is up at once
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/crd-server
run=${KUBETASK_CRD_SERVER_RUN:-$home/up}
"$here/possible.sh" >&2
"$here/build.sh" >&2
"$here/down.sh"
mkdir -p "$run/pki"
. "$here/../cluster/serving.sh"
cd "$run"
export KUBETASK_CRD_SERVER_RUN=$PWD run=$PWD

authority() {
  openssl ecparam -name prime256v1 -genkey -noout -out pki/ca.key
  openssl req -x509 -new -key pki/ca.key -subj /CN=kubetask-crds -days 30 -out pki/ca.crt
}

kubeconfig() { # for the user with the certificate "admin"
  cat >admin.kubeconfig <<C
apiVersion: v1
kind: Config
clusters: [{name: crds, cluster: {server: "https://127.0.0.1:$api", certificate-authority-data: $(base64 -w0 pki/ca.crt)}}]
users: [{name: admin, user: {client-certificate-data: $(base64 -w0 pki/admin.crt), client-key-data: $(base64 -w0 pki/admin.key)}}]
contexts: [{name: crds, context: {cluster: crds, user: admin}}]
current-context: crds
C
}

start() { # program, arguments...: its process leads a group of its own
  setsid "$home/bin/$1" "${@:2}" >"$1.log" 2>&1 </dev/null &
  echo $! >"$1.pid"
  disown
}

give_up() { # why, program
  printf '%s\n' "$1" "$(tail -n 5 "$2.log")" >&2
  "$here/down.sh"
  exit 1
}

until_so() { # program, seconds, command...: which succeeds when the program is ready
  local program=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    kill -0 "$(cat "$program.pid")" 2>/dev/null || give_up "$program ended before it was ready; the end of its log:" "$program"
    [ $SECONDS -lt $end ] || give_up "$program is not ready in time; the end of its log:" "$program"
    sleep 0.1
  done
}

mapfile -t ports < <(free_ports 3)
api=${ports[0]} etcd=http://127.0.0.1:${ports[1]} peer=http://127.0.0.1:${ports[2]}
authority
certificate server kubetask kubetask IP:127.0.0.1
certificate admin admin system:masters
kubeconfig
start etcd --name crds --data-dir "$run/etcd" --unsafe-no-fsync --listen-client-urls "$etcd" --advertise-client-urls "$etcd" \
  --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "crds=$peer"
until_so etcd 60 curl -sf "$etcd/health"
# What needs an API server of everything else is switched off: namespaces, webhooks, policies, reviews of tokens and rights, flow control.
# Only the user "admin" has rights. The kubeconfigs are asked for, but not used.
start apiextensions-apiserver --etcd-servers="$etcd" --bind-address=127.0.0.1 --secure-port="$api" --client-ca-file="$run/pki/ca.crt" \
  --tls-cert-file="$run/pki/server.crt" --tls-private-key-file="$run/pki/server.key" --authentication-skip-lookup \
  --kubeconfig="$run/admin.kubeconfig" --authentication-kubeconfig="$run/admin.kubeconfig" \
  --authorization-kubeconfig="$run/admin.kubeconfig" --enable-priority-and-fairness=false \
  --disable-admission-plugins="NamespaceLifecycle,$(printf '%s,' {Mutating,Validating}Admission{Webhook,Policy} | sed 's/,$//')"
# Without /api, the informer of Services, which webhooks of conversion would need, never has its list.
until_so apiextensions-apiserver 120 curl -sf --cacert pki/ca.crt --cert pki/admin.crt --key pki/admin.key \
  "https://127.0.0.1:$api/readyz?exclude=informer-sync"
echo "export KUBECONFIG=$run/admin.kubeconfig"
