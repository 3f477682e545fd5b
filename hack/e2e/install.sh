# Installs the chart, and plays KEDA where there is none. Sourced by run.sh.

scaler_name=kubetask-scaler
s() { kubectl -n "$system" --request-timeout=30s "$@"; }

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# The chart, without its lower bound where the cluster is older: hack/cluster/up.sh starts the newest Kubernetes that Debian can build.
chart_for() { # minor version of the server
  cp -r charts/kubetask "$work/chart"
  [ "$1" -ge 25 ] || sed -i '/^kubeVersion:/d' "$work/chart/Chart.yaml"
}

values() { # what every cluster gets before VALUES
  printf 'functions: {runtime: %s}\n' "$RUNTIME"
  [ "$1" -ge 21 ] || printf 'scaler: {podDisruptionBudget: {enabled: false}}\n' # policy/v1
}
# Pods in the network of the only node, which finds the API server on its loopback.
host_values() {
  local server api; server=$(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}') api=${server##*:}
  grpc_port=$(free_port) http_port=$(free_port) submit_port=$(free_port)
  local functions_port; functions_port=$(free_port)
  cat <<C
scaler:
  replicas: 1
  hostNetwork: true
  functionsUrl: http://127.0.0.1:$functions_port
  ports: {grpc: $grpc_port, http: $http_port, submit: $submit_port}
  strategy: {type: Recreate}
  env: &api [{name: KUBERNETES_SERVICE_HOST, value: 127.0.0.1}, {name: KUBERNETES_SERVICE_PORT, value: "$api"}]
functions:
  maxReplicas: 1
  hostNetwork: true
  port: $functions_port
  strategy: {type: Recreate}
  env: *api
C
}

helm() { "$helm_program" "$@"; }
upgrade() { # chart, more arguments
  local chart=$1 files=() file
  shift
  for file in "$work"/values-*.yaml ${VALUES:-}; do files+=(-f "$file"); done
  # Servers before 1.25 don't know CEL rules and drop them; Helm's own validation would refuse them.
  helm upgrade --install kubetask "$chart" -n "$system" --create-namespace --disable-openapi-validation "${files[@]}" "$@" 2>&1
}

without_keda() {
  local answer; chart_for "$minor" && values "$minor" >"$work/values-1.yaml" || return
  ! answer=$(upgrade "$work/chart") || { printf '%s\n' "$answer"; return 1; }
  rm -r "$work/chart"
  has "$answer" 'keda.enabled: this cluster has no KEDA. Install KEDA first, or set keda.enabled=false' && echo "${answer##*: keda}"
}
install() { # minor version
  chart_for "$1" && values "$1" >"$work/values-1.yaml" && upgrade "$work/chart" >"$work/helm.log" || { cat "$work/helm.log"; return 1; }
  kubectl wait --for=condition=Established --timeout=60s -f charts/kubetask/files/crds >/dev/null && cat "$work/helm.log"
}
notes() {
  has "$(cat "$work/helm.log")" 'STATUS: deployed' "kubectl rollout status deployment/$scaler_name -n $system" && echo 'three commands'
}

keda_there() {
  [ -n "$(kubectl get crds -l 'kubetask.io/stand-in!=true' --field-selector metadata.name=scaledobjects.keda.sh -o name)" ]
}
foreign_crds() {
  local file=hack/e2e/foreign-crds.yaml
  silently kubectl apply -f $file && silently kubectl wait --for=condition=Established --timeout=30s -f $file
}
keda() { # plays KEDA for the chart's ScaledObject
  "hack/KedaStandIn/bin/$CONFIG/net10.0/kubetask-keda" "$system" kubetask-functions "127.0.0.1:${grpc_port:-$(cat "$work/9090.port")}" \
    >"$work/keda.log" 2>&1 &
  beside $!
}

scaler_ready() { s wait --for=condition=Available --timeout=1s "deployment/$scaler_name" >/dev/null; }

# Ports of the scaler on this machine: those of its node, or forwarded ones.
forward() { # port of the Service
  local port; port=$(free_port)
  echo "$port" >"$work/$1.port"
  (while s port-forward "service/$scaler_name" "$port:$1" --request-timeout=0; do :; done) >"$work/forward-$1.log" 2>&1 &
  beside $!
}
reach() { # sets $submissions: where Tasks are submitted
  [ -n "${submit_port:-}" ] || { forward 9090 && forward 80 && submit_port=$(cat "$work/80.port"); }
  submissions="http://127.0.0.1:$submit_port"
}

# Appends the log of each pod of a part to $work/PART.log, from its start to its end.
follow() { # part
  local name phase
  : >"$work/$1.log"
  while :; do
    s get pods -l "app.kubernetes.io/name=kubetask-$1" -w --request-timeout=0 \
      -o 'jsonpath={.metadata.name} {.status.phase}{"\n"}' 2>/dev/null |
      while read -r name phase; do
        [ "$phase" = Running ] && mkdir "$work/followed-$name" 2>/dev/null || continue
        s logs -f --request-timeout=0 "$name" >>"$work/$1.log" 2>/dev/null &
      done
  done
}

gone_from_cluster() { # what an uninstall must leave
  is '' "$(kubectl get clusterroles,clusterrolebindings -l app.kubernetes.io/part-of=kubetask -o name;
    s get all,roles,rolebindings,serviceaccounts,networkpolicies,configmaps -l app.kubernetes.io/part-of=kubetask -o name)" >/dev/null
}
uninstalled() {
  local tasks; tasks=$(k get tasks -o 'jsonpath={range .items[*]}{.metadata.uid} {.status.phase}{"\n"}{end}')
  silently helm uninstall kubetask -n "$system" && within 90 gone_from_cluster >/dev/null &&
    is 5 "$(kubectl get crds -o name | grep -c '\.kubetask\.io$')" && echo ' CRDs are left' &&
    is "$tasks" "$(k get tasks -o 'jsonpath={range .items[*]}{.metadata.uid} {.status.phase}{"\n"}{end}')" >/dev/null
}
