# Starts and ends KubeTask's processes, each with its own rights. Sourced by run.sh.

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

role() { # kind, name, file of rules
  printf 'apiVersion: rbac.authorization.k8s.io/v1\nkind: %s\nmetadata: {name: %s}\nrules:\n' "$1" "$2"
  cat "$3"
}

kubeconfig_of() { # part: a ServiceAccount with the rights of charts/kubetask/files/rbac/<part>*.yaml, and a kubeconfig with its token
  local part=$1 file=$work/$1.kubeconfig
  if [ "${RIGHTS:-}" = own ]; then cp "$KUBECONFIG" "$file"; return; fi
  local rules=charts/kubetask/files/rbac/$part
  role ClusterRole "$ns-$part" "$rules.yaml" | kubectl create -f - &&
    kubectl create clusterrolebinding "$ns-$part" --clusterrole="$ns-$part" --serviceaccount="$ns:$part" &&
    k create serviceaccount "$part" || return
  if [ -f "$rules-release-namespace.yaml" ]; then
    role Role "$part" "$rules-release-namespace.yaml" | k create -f - &&
      k create rolebinding "$part" --role="$part" --serviceaccount="$ns:$part" || return
  fi
  local token; token=$(k create token "$part" --duration=2h) || return
  kubectl config view --raw --minify --flatten >"$file"
  kubectl --kubeconfig "$file" config set-credentials "$part" --token="$token" >/dev/null
  kubectl --kubeconfig "$file" config set-context --current --user="$part" >/dev/null
}

start() { # sets $ready: where the scaler says that it has listed everything
  local functions_port http_port
  functions_port=$(free_port) http_port=$(free_port)
  if [ "${RIGHTS:-}" = own ]; then export KUBETASK_INSECURE_EVENTS=true
  else k create token scaler --audience=kubetask-functions --duration=2h >"$work/events.token" || return; fi
  KUBECONFIG=$work/functions.kubeconfig FUNCTIONS_CUSTOMHANDLER_PORT=$functions_port KUBETASK_RELEASE_NAMESPACE=$ns \
    KUBETASK_SCALER_IDENTITY=system:serviceaccount:$ns:scaler "$functions" >"$work/functions.log" 2>&1 &
  processes+=($!)
  [ ! -f "$work/events.token" ] || export KUBETASK_TOKEN_FILE=$work/events.token
  KUBECONFIG=$work/scaler.kubeconfig KUBETASK_RELEASE_NAMESPACE=$ns "$scaler" --functions-url "http://127.0.0.1:$functions_port" \
    --listen 127.0.0.1 \
    --grpc-port 0 --submit-port 0 --http-port "$http_port" >"$work/scaler.log" 2>&1 &
  processes+=($!)
  ready="http://127.0.0.1:$http_port/readyz"
}

end_both() { # sets $codes: the exit code of each process
  local process
  codes=
  for process in "${processes[@]}"; do
    kill -TERM "$process"
    wait "$process"
    codes+="$? "
  done
  processes=()
}

quiet() { # pattern, log...: no line of the logs matches
  local pattern=$1 lines
  shift
  lines=$(cat "$@" | grep -iE -- "$pattern" | head -5)
  [ -z "$lines" ] || { printf '%s\n' "$lines"; return 1; }
}
