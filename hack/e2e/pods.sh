# What may happen to a pod: it is deleted, it never gets a node, a container is added to it. And a Task that somebody holds.

patient_agents() {
  agent sleeper 'echo "start $HOSTNAME"; trap "exit 143" TERM; sleep 600 & wait' | k apply -f - >/dev/null &&
    agent narrow-sleeper 'trap "exit 143" TERM; sleep 600 & wait' '  maxConcurrentTasks: 1' | k apply -f - >/dev/null
}
started() { is True "$(condition "$1" Started status)" >/dev/null; }
agent_runs() { ended "$1" Running >/dev/null && within 60 started "$1"; }
running_pods() { # label: the pods whose containers run
  k get pods -l "$1" -o 'jsonpath={range .items[*]}{.status.containerStatuses[*].state.running.startedAt}{"\n"}{end}' | grep -c .
}

deleted_pod_is_retried() {
  task drained sleeper '  retry: {limit: 1, "on": [Disrupted], backoffSeconds: 1}' | k create -f - >/dev/null &&
    agent_runs drained || return
  local first; first=$(field task drained '{.status.podName}')
  k delete pod "$first" --wait=false >/dev/null && within 90 second_attempt drained >/dev/null && within 60 started drained &&
    is "Disrupted $first" "$(field task drained '{.status.attempts[0].reason} {.status.attempts[0].podName}')"
}
second_attempt() { is "$1-job-2" "$(field task "$1" '{.status.jobName}')"; }

deleted_pod_fails() {
  task taken sleeper | k create -f - >/dev/null && agent_runs taken &&
    k delete pod "$(field task taken '{.status.podName}')" --wait=false >/dev/null && ended taken Failed >/dev/null &&
    explained taken Complete | tee "$work/taken" && has "$(cat "$work/taken")" Disrupted 'pod taken-job-' >/dev/null &&
    is 0 "$(running_pods kubetask.io/task=taken)" >/dev/null
}

never_beside_another() {
  task slot-a narrow-sleeper | k create -f - >/dev/null && agent_runs slot-a && task slot-b narrow-sleeper | k create -f - >/dev/null &&
    within 60 phase slot-b Queued >/dev/null && k delete pod "$(field task slot-a '{.status.podName}')" --wait=false >/dev/null || return
  local end=$((SECONDS + 120)) most=0 now
  until started slot-b; do
    now=$(running_pods kubetask.io/agent=narrow-sleeper)
    [ "$now" -le $most ] || most=$now
    [ $SECONDS -lt $end ] || { echo 'slot-b does not start'; return 1; }
  done
  at_most 1 "$most" 'at once' && phase slot-a Failed >/dev/null
}

deadline_objects() {
  k apply -f - >/dev/null <<C
apiVersion: kubetask.io/v1alpha1
kind: Agent
metadata: {name: nodeless}
spec:
  agentImage: $IMAGE
  command: [sh, -c, "echo hi"]
  serviceAccountName: $agents
  maxConcurrentTasks: 1
  podSpec: {scheduling: {nodeSelector: {disk: nvme}}}
---
apiVersion: kubetask.io/v1alpha1
kind: Agent
metadata: {name: accountless}
spec: {agentImage: $IMAGE, command: [sh, -c, "echo hi"], serviceAccountName: not-there}
C
  for name in nodeless accountless; do task "late-$name" $name '  activeDeadlineSeconds: 8'; done | k create -f - >/dev/null
}
deadline_ends() { # name, text
  ended "$1" Failed 90 >/dev/null && is DeadlineExceeded "$(condition "$1" Complete reason)" && printf ': ' &&
    has "$(field task "$1" '{.status.message}')" 'never started within its deadline of 8 s' "$2" && field task "$1" '{.status.message}'
}

held() {
  task held narrow-sleeper | sed 's/{name: held}/{name: held, finalizers: [example.test\/archive]}/' | k create -f - >/dev/null &&
    k delete task slot-b --wait=true >/dev/null && agent_runs held && k delete task held --wait=false >/dev/null &&
    ended held Completed 90 >/dev/null && is TaskDeleted "$(condition held Stopped reason)" && within 90 freed narrow-sleeper &&
    has "$(k get pods -l kubetask.io/task=held -o 'jsonpath={.items[*].metadata.name}')" held-job >/dev/null
  local status=$?
  k patch task held --type=merge -p '{"metadata":{"finalizers":null}}' >/dev/null
  return $status
}

few_jobs() {
  k create quota few-jobs --hard=count/jobs.batch=0 >/dev/null && agent plain-too 'echo hi' | k apply -f - >/dev/null &&
    within 30 quota_counted && task refused plain-too | k create -f - >/dev/null && within 60 quota_reported &&
    k delete quota few-jobs >/dev/null && ended refused Completed 90 >/dev/null
  local status=$?
  k delete quota few-jobs --ignore-not-found >/dev/null
  return $status
}
quota_counted() { has "$(k get quota few-jobs -o 'jsonpath={.status.hard}')" count/jobs.batch >/dev/null; }
quota_reported() { has "$(explained refused Ready)" ReconcileError 'exceeded quota: few-jobs' >/dev/null; }

# An admission webhook that puts a container which never ends in front of the agent's, as the injector of a service mesh does.
injector() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/hook.key" -out "$work/hook.crt" -days 2 -subj /CN=hook \
    -addext subjectAltName=IP:127.0.0.1 2>/dev/null || return
  local port; port=$(free_port)
  python3 hack/e2e/sidecar-webhook.py "$port" "$work/hook.crt" "$work/hook.key" "$IMAGE" >"$work/hook.log" 2>&1 &
  hook=$!
  kubectl apply -f - >/dev/null <<C
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: $ns}
webhooks:
  - name: sidecar.kubetask-e2e.test
    clientConfig: {url: "https://127.0.0.1:$port/", caBundle: $(base64 -w0 "$work/hook.crt")}
    rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
    namespaceSelector: {matchLabels: {kubetask-e2e: $ns}}
    admissionReviewVersions: [v1]
    sideEffects: None
C
  kubectl label namespace "$ns" "kubetask-e2e=$ns" >/dev/null
}
beside_a_sidecar() {
  injector && agent meshed 'echo the agent is done' | k apply -f - >/dev/null && task meshed meshed | k create -f - >/dev/null &&
    ended meshed Completed 120 >/dev/null && is 0 "$(field task meshed '{.status.exitCode}')" >/dev/null &&
    has "$(k logs "$(field task meshed '{.status.podName}')" -c agent)" 'the agent is done' &&
    has "$(k logs "$(field task meshed '{.status.podName}')" -c proxy)" 'proxy up' >/dev/null && printf 'both logs are kept'
  local status=$?
  kill "$hook" 2>/dev/null && wait "$hook" 2>/dev/null
  kubectl delete mutatingwebhookconfiguration "$ns" --ignore-not-found >/dev/null
  kubectl label namespace "$ns" kubetask-e2e- >/dev/null
  return $status
}

checks_pods() {
  check 'Agents that run for long apply' patient_agents
  check 'a deleted pod is retried as a disruption' deleted_pod_is_retried
  check 'a deleted pod without a retry fails the Task as a disruption' deleted_pod_fails
  check 'no pod runs beside another when a pod is deleted' never_beside_another
  check 'Tasks with a deadline that can never start apply' deadline_objects
  check 'a deadline ends a Task that never got a node' deadline_ends late-nodeless "node"
  check 'a deadline ends a Task whose ServiceAccount is missing' deadline_ends late-accountless 'serviceaccount "not-there" not found'
  check 'a Task that is deleted and held is stopped, and its slot freed' held
  check 'a Task that a quota refuses says so, and then continues' few_jobs
  check 'an agent beside a sidecar that never ends is Completed' beside_a_sidecar
}
