#!/usr/bin/env bash
# Runs KubeTask's scaler and functions, as they are, against the cluster that KUBECONFIG names, and checks what a user would.
#
#   KUBECONFIG=… hack/real-cluster.sh
#
# Both run here and not in pods, with ServiceAccounts that have only the rights of charts/kubetask/files/rbac; nobody plays KEDA.
#
#   IMAGE=…          an image with sh and find that the nodes have or can pull (localhost/busybox:1)
#   TASKS=…          Tasks of the burst (50)
#   RIGHTS=own       run both with the rights of KUBECONFIG's own user
#   KEEP=1           leave the namespace and the logs
#
# Everything made is deleted at the end, but for the CRDs: others may hold objects of them.
set -uo pipefail
cd "$(dirname "$0")/.."
: "${KUBECONFIG:?must name the kubeconfig of the cluster}"
IMAGE=${IMAGE:-localhost/busybox:1} TASKS=${TASKS:-50} CONFIG=${CONFIG:-Release}
ns=kubetask-e2e-$$ agents=kubetask-e2e-agents work=$(mktemp -d) begun=$SECONDS failed=0 processes=()
scaler=keda/KubeTask.Scaler/bin/$CONFIG/net10.0/kubetask-scaler
functions=functions/hosts/Standalone/bin/$CONFIG/net10.0/kubetask-functions

k() { kubectl -n "$ns" --request-timeout=30s "$@"; }

cleanup() {
  local process
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null && wait "$process" 2>/dev/null; done
  if [ -n "${KEEP:-}" ]; then echo "left: namespace $ns, logs in $work"; return; fi
  kubectl delete clusterrolebinding,clusterrole "$ns-scaler" "$ns-functions" --ignore-not-found >/dev/null 2>&1
  kubectl delete namespace "$ns" --ignore-not-found --wait=true --timeout=120s >/dev/null 2>&1
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

check() { # what, command...: one row of the table; what the command prints stands beside it
  local what=$1 from=$SECONDS words
  shift
  if words=$("$@" 2>&1); then printf 'ok      %-52s %3d s  %s\n' "$what" $((SECONDS - from)) "${words//$'\n'/ · }"
  else failed=$((failed + 1)); printf 'FAILED  %-52s %3d s\n%s\n' "$what" $((SECONDS - from)) "${words//$'\n'/$'\n'        }"; fi
}

within() { # seconds, command...: until it succeeds; what it printed last
  local end=$((SECONDS + $1)) words
  shift
  until words=$("$@" 2>&1); do
    [ $SECONDS -lt $end ] || { printf 'not so in time: %s\n%s\n' "$*" "$words"; return 1; }
    sleep 0.2
  done
  printf '%s' "$words"
}

silently() { # command...: shown only if it fails
  local words
  words=$("$@" 2>&1) || { printf '%s\n' "$words"; return 1; }
}

is() { # expected, actual
  printf '%s' "$2"
  [ "$1" = "$2" ] || { printf ' (should be %s)' "$1"; return 1; }
}

has() { # text, line...: all of them occur in it
  local text=$1 line
  shift
  for line in "$@"; do grep -qF -- "$line" <<<"$text" || { printf 'no "%s" in:\n%s\n' "$line" "$text"; return 1; }; done
}

field() { k get "$1" "$2" -o "jsonpath=$3"; }
phase() { is "$2" "$(field task "$1" '{.status.phase}')"; }
task() { # name, agent, [more of the spec]
  printf 'apiVersion: kubetask.io/v1alpha1\nkind: Task\nmetadata: {name: %s}\nspec:\n  agentRef: %s\n  description: |\n    Update dependencies of %s.\n%s\n---\n' "$1" "$2" "$1" "${3:-}"
}
agent() { # name, script
  printf 'apiVersion: kubetask.io/v1alpha1\nkind: Agent\nmetadata: {name: %s}\nspec:\n  agentImage: %s\n  imagePullPolicy: IfNotPresent\n  serviceAccountName: %s\n  contexts: [{name: coding-standards}]\n  command: [sh, -c, %s]\n---\n' \
    "$1" "$IMAGE" "$agents" "'$2'"
}

# -- The two processes, each with its own rights
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

kubeconfig_of() { # part: a ServiceAccount with the rights of charts/kubetask/files/rbac/<part>.yaml, and a kubeconfig with its token
  local part=$1 file=$work/$1.kubeconfig
  if [ "${RIGHTS:-}" = own ]; then cp "$KUBECONFIG" "$file"; return; fi
  { printf 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: %s}\nrules:\n' "$ns-$part"
    cat "charts/kubetask/files/rbac/$part.yaml"; } | kubectl create -f - &&
    kubectl create clusterrolebinding "$ns-$part" --clusterrole="$ns-$part" --serviceaccount="$ns:$part" &&
    k create serviceaccount "$part" || return
  local token; token=$(k create token "$part" --duration=1h) || return
  kubectl config view --raw --minify --flatten >"$file"
  kubectl --kubeconfig "$file" config set-credentials "$part" --token="$token" >/dev/null
  kubectl --kubeconfig "$file" config set-context --current --user="$part" >/dev/null
  is "no" "$(kubectl --kubeconfig "$file" -n "$ns" auth can-i get secrets)" >/dev/null
}

start() {
  local functions_port http_port
  functions_port=$(free_port) http_port=$(free_port)
  KUBECONFIG=$work/functions.kubeconfig FUNCTIONS_CUSTOMHANDLER_PORT=$functions_port "$functions" >"$work/functions.log" 2>&1 &
  processes+=($!)
  KUBECONFIG=$work/scaler.kubeconfig "$scaler" --functions-url "http://127.0.0.1:$functions_port" --listen 127.0.0.1 \
    --grpc-port 0 --http-port "$http_port" >"$work/scaler.log" 2>&1 &
  processes+=($!)
  ready="http://127.0.0.1:$http_port/readyz"
}

# -- The checks
crds() {
  # Rules in CEL are unknown to servers before 1.25, which drop them; kubectl's own check would refuse them.
  kubectl apply --server-side=false --validate=false -f charts/kubetask/crds  &&
    kubectl wait --for=condition=Established --timeout=30s -f charts/kubetask/crds
}

objects() {
  { printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s}\n---\n' "$agents"
    # The examples' own Contexts and ConfigMap.
    sed "s/namespace: kubetask-system/namespace: $ns/" examples/02-contexts.yaml; echo ---
    agent default 'find -L /workspace -name "..?*" -prune -o -type f -print | sort | while read -r f; do echo "--- $f ---"; cat "$f"; done'
    agent failing 'echo going wrong; exit 3'
    agent patient 'trap "exit 143" TERM; sleep 3600 & wait'; } | k apply -f - >/dev/null
}

completed() {
  task first default $'  contexts:\n    - {name: workflow-guide, mountPath: /workspace/guide.md}' | k apply -f - >/dev/null &&
    within 60 phase first Completed
}

log() {
  has "$(k logs "job/$(field task first '{.status.jobName}')")" '--- /workspace/task.md ---' 'Update dependencies of first.' \
    "<context name=\"coding-standards\" namespace=\"$ns\" type=\"Inline\">" '- Use descriptive names' '</context>' \
    '--- /workspace/guide.md ---' '# Pull requests' && k logs job/first-job | wc -l | xargs printf '%s lines'
}

failing() {
  task wrong failing | k apply -f - >/dev/null && within 60 phase wrong Failed && echo &&
    is 3 "$(field task wrong '{.status.exitCode}')" && echo && field task wrong '{.status.message}'
}

agent_not_found() { has "$(field task lost '{.status.conditions[*].reason}')" AgentNotFound; }
unknown_agent() {
  task lost nobody | k apply -f - >/dev/null && within 20 agent_not_found &&
    field task lost '{.status.phase}: {.status.conditions[?(@.type=="Accepted")].message}'
}

running() { task long patient | k apply -f - >/dev/null && within 60 phase long Running; }
pod_runs() { within 30 k wait --for=condition=Ready --timeout=1s pod -l kubetask.io/task=long >/dev/null; }

nothing_of() { is '' "$(k get jobs,configmaps,pods -l "kubetask.io/task=$1" -o name)"; }
deleted() { k delete task long --timeout=20s >/dev/null && within 20 nothing_of long; }

stopped() {
  task halted patient | k apply -f - >/dev/null && within 60 phase halted Running >/dev/null &&
    within 30 k wait --for=condition=Ready --timeout=1s pod -l kubetask.io/task=halted >/dev/null &&
    k annotate task halted kubetask.io/stop=true >/dev/null && within 60 phase halted Completed && printf ': ' &&
    field task halted '{.status.message}' && k logs job/halted-job >/dev/null
}
late() {
  task late patient '  activeDeadlineSeconds: 2' | k apply -f - >/dev/null && within 60 phase late Failed && printf ': ' &&
    field task late '{.status.message}' && k logs job/late-job >/dev/null
}

all_completed() { is "$TASKS" "$(k get tasks -l burst=yes -o 'jsonpath={range .items[*]}{.status.phase}{"\n"}{end}' | grep -c Completed)"; }
burst() {
  for i in $(seq "$TASKS"); do task "burst-$i" default; done | sed 's/^metadata: {name: \(.*\)}/metadata: {name: \1, labels: {burst: "yes"}}/' | k create -f - >/dev/null &&
    within $((60 + 4 * TASKS)) all_completed && echo " Tasks Completed"
}
one_job_each() {
  local owners; owners=$(k get jobs -o 'jsonpath={range .items[*]}{.metadata.ownerReferences[0].uid}{"\n"}{end}')
  local tasks; tasks=$(k get tasks -l burst=yes -o 'jsonpath={range .items[*]}{.metadata.uid}{"\n"}{end}')
  is "$TASKS" "$(grep -cxFf <(sort -u <<<"$tasks") <<<"$owners")" >/dev/null && is "$TASKS" "$(sort -u <<<"$tasks" | grep -cxFf <(sort -u <<<"$owners"))" &&
    printf ' Jobs, %s pods' "$(k get pods -o name | grep -c burst)"
}

events() {
  local told; told=$(k get events --field-selector involvedObject.kind=Task,involvedObject.name=first -o 'jsonpath={range .items[*]}{.reason} {end}')
  has "$told" Started Completed && printf '%s' "$told"
}
describe() { has "$(k describe task first)" 'Phase: ' Completed 'Exit Code: ' Events: Started && has "$(k describe task wrong)" Failed 'Exit Code: '; }
columns() { is 'NAME PHASE AGENT JOB AGE' "$(k get tasks | head -1 | tr -s ' ' | sed 's/ $//')"; }
quiet() { # pattern, log: nothing of the sort was logged
  local lines; lines=$(grep -iE -- "$1" "$2" | head -5)
  [ -z "$lines" ] || { printf '%s\n' "$lines"; return 1; }
}
end_both() { # sets $codes: what each process ended with
  local process
  codes=
  for process in "${processes[@]}"; do
    kill -TERM "$process"
    wait "$process"
    codes+="$? "
  done
  processes=()
}

echo "cluster: $(kubectl version -o json 2>/dev/null | sed -n '/serverVersion/,$ s/.*"gitVersion": "\(.*\)".*/\1/p') at $(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}'); namespace $ns"
for project in keda/KubeTask.Scaler functions/hosts/Standalone; do silently dotnet build $project -c "$CONFIG" -v quiet -nologo || exit; done
kubectl create namespace "$ns" >/dev/null || exit
check 'the CRDs are established' silently crds
check 'rights: the scaler' silently kubeconfig_of scaler
check 'rights: the functions' silently kubeconfig_of functions
start
check 'the scaler has listed Tasks and Jobs' within 20 curl -sfo /dev/null "$ready"
check 'Agents, Contexts and a ConfigMap apply' objects
check 'a Task is Completed' completed
check 'its log has the description and both contexts' log
check 'an agent that exits with 3: Failed, exit code 3' failing
check 'an unknown Agent: a condition says so' unknown_agent
check 'a long Task is Running' running
check 'its pod runs' pod_runs
check 'deleted while running: Job, pod, ConfigMap go' deleted
check 'stopped: Completed, and its log is there' stopped
check 'past its deadline: Failed, and its log is there' late
check "$TASKS Tasks at once" burst
check 'each has exactly one Job' one_job_each
check 'Events tell what happened' events
check 'kubectl describe' describe
check 'kubectl get: the columns' columns
check 'nothing was forbidden' quiet 'forbidden|unauthorized' <(cat "$work"/*.log)
check 'no conflicts, no errors in the logs of the scaler' quiet 'conflict|warn:|fail:|crit:|exception' "$work/scaler.log"
check 'no conflicts, no errors in those of the functions' quiet 'conflict|warn:|fail:|crit:|exception' "$work/functions.log"
end_both
check 'both end when told to, with exit code 0' is '0 0 ' "$codes"
printf '%s in %s s\n' "$([ $failed = 0 ] && echo 'all as it should be' || echo "$failed FAILED")" $((SECONDS - begun))
[ $failed = 0 ]
