#!/usr/bin/env bash
# The first process in the cluster's own namespaces. up.sh starts it. It starts the other processes, and they end with it.
set -euo pipefail
here=$(dirname "$(realpath "$0")") home=$1 run=$2 parts=$3 bin=$1/bin pki=$2/pki
. "$run/settings"
cd "$run"

# The kubelet and containerd write to fixed places of the system. These places are mounted from this folder.
for place in /run /var/log /var/lib; do
  mkdir -p "$run/system$place"
  mount --bind "$run/system$place" $place
done
# The node's pods have a cgroup of their own. Otherwise another node on this machine would clean them up as leftovers.
for controller in /sys/fs/cgroup/*/; do mkdir -p "$controller$group" 2>/dev/null || true; done

start() { # program, arguments...
  local name=$1
  shift
  "$bin/$name" "$@" >"logs/$name.log" 2>&1 </dev/null &
}

until_so() { until "$@" >/dev/null 2>&1; do sleep 0.1; done; }

images() {
  local program
  mkdir -p images/busybox/{bin,tmp,etc} images/pause
  for program in $("$bin/busybox" --list); do ln -sf busybox "images/busybox/bin/$program"; done
  rm -f images/busybox/bin/busybox
  cp "$bin/busybox" images/busybox/bin/
  cp "$bin/pause" images/pause/
  KUBETASK_CLUSTER=$home KUBETASK_CLUSTER_RUN=$run "$here/image.sh" localhost/busybox:1 images/busybox /bin/sh
  KUBETASK_CLUSTER=$home KUBETASK_CLUSTER_RUN=$run "$here/image.sh" localhost/pause:1 images/pause /pause
}

cat >audit-policy.yaml <<'C'
# Records the requests of all ServiceAccounts except the cluster's own: the calls of the scaler and the functions.
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - {level: None, userGroups: ["system:serviceaccounts:kube-system"]}
  - {level: Metadata, userGroups: ["system:serviceaccounts"]}
  - {level: None}
C

mkdir -p cni
cat >cni/10-pods.conflist <<C
{"cniVersion": "0.4.0", "name": "pods", "plugins": [{"type": "ptp", "ipMasq": false,
  "ipam": {"type": "host-local", "dataDir": "$run/addresses", "ranges": [[{"subnet": "$subnet"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
C

cat >containerd.toml <<C
version = 2
root = "$run/containerd"
state = "/run/containerd-state"
[grpc]
  address = "$run/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "$run/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  stream_server_address = "127.0.0.1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$home/root/usr/lib/cni"
    conf_dir = "$run/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = "$bin/runc"
      SystemdCgroup = false
C

cat >kubelet.yaml <<C
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $kubelet
readOnlyPort: 0
healthzPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $pki/kubelet.crt
tlsPrivateKeyFile: $pki/kubelet.key
cgroupDriver: cgroupfs
cgroupRoot: /$group
makeIPTablesUtilChains: false
failSwapOn: false
resolvConf: ""
evictionHard: {memory.available: 50Mi}
imageGCHighThresholdPercent: 100
nodeStatusUpdateFrequency: 1s
eventRecordQPS: 0
C

[ "$parts" = control ] || PATH=$bin:$PATH start containerd -c containerd.toml
start etcd --name e2e --data-dir etcd --unsafe-no-fsync \
  --listen-client-urls "http://127.0.0.1:$etcd" --advertise-client-urls "http://127.0.0.1:$etcd" \
  --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
  --initial-cluster "e2e=http://127.0.0.1:$peer"
until_so curl -sf "http://127.0.0.1:$etcd/health"
start kube-apiserver --etcd-servers="http://127.0.0.1:$etcd" --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port="$api" \
  --endpoint-reconciler-type=none --service-cluster-ip-range=10.96.0.0/24 \
  --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
  --client-ca-file="$pki/ca.crt" --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
  --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$pki/service-accounts.pub" \
  --service-account-signing-key-file="$pki/service-accounts.key" \
  --kubelet-client-certificate="$pki/admin.crt" --kubelet-client-key="$pki/admin.key" \
  --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=Hostname \
  --audit-policy-file=audit-policy.yaml --audit-log-path="$run/audit.log" --audit-log-maxsize=500 --cert-dir="$pki"
until_so kubectl --kubeconfig admin.kubeconfig get --raw /readyz
controllers_on='*'
[ "$parts" != control ] || controllers_on='*,-job'
start kube-controller-manager --kubeconfig=controllers.kubeconfig \
  --authentication-kubeconfig=controllers.kubeconfig --authorization-kubeconfig=controllers.kubeconfig \
  --bind-address=127.0.0.1 --port=0 --secure-port="$controllers" --use-service-account-credentials --leader-elect=false \
  --controllers="$controllers_on" \
  --service-account-private-key-file="$pki/service-accounts.key" --root-ca-file="$pki/ca.crt" --cert-dir="$pki"
if [ "$parts" = control ]; then
  while wait -n; do :; done
  sleep infinity
fi
start kube-scheduler --kubeconfig=scheduler.kubeconfig \
  --authentication-kubeconfig=scheduler.kubeconfig --authorization-kubeconfig=scheduler.kubeconfig \
  --bind-address=127.0.0.1 --port=0 --secure-port="$scheduler" --leader-elect=false --cert-dir="$pki"
until_so "$bin/ctr" -a containerd.sock version
images
start kubelet --config=kubelet.yaml --kubeconfig=kubelet.kubeconfig --hostname-override=localhost \
  --root-dir="$run/kubelet" --cert-dir="$pki" \
  --container-runtime=remote --container-runtime-endpoint="unix://$run/containerd.sock" --volume-plugin-dir="$run/plugins"
echo 'all processes have started'
while wait -n; do echo 'a process has ended; see the logs'; done
sleep infinity
