# A Task from kubectl apply to its end, as the README shows it; many Tasks at once; what kubectl shows.

list_files='find -L /workspace -name "..?*" -prune -o -type f -print | sort | while read -r f; do echo "--- $f ---"; cat "$f"; done'
patient='trap "exit 143" TERM; echo at work; sleep 3600 & wait'

objects() {
  { printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s}\n---\n' "$agents"
    # The examples' own Contexts and ConfigMap.
    sed "s/namespace: kubetask-system/namespace: $ns/" examples/02-contexts.yaml; echo ---
    agent default "$list_files" '  contexts: [{name: coding-standards}]'
    agent failing 'echo going wrong; exit 3'
    agent patient "$patient"
    agent plain true; } | k apply -f - >/dev/null
}

completed() {
  task first default $'  contexts:\n    - {name: workflow-guide, mountPath: /workspace/guide.md}' | k apply -f - >/dev/null &&
    ended first Completed
}

log() {
  has "$(log_of first)" '--- /workspace/task.md ---' 'Update dependencies of first.' \
    "<context name=\"coding-standards\" namespace=\"$ns\" type=\"Inline\">" '- Use descriptive names' '</context>' \
    '--- /workspace/guide.md ---' '# Pull requests' && log_of first | wc -l | xargs printf '%s lines'
}

failing() {
  task wrong failing | k apply -f - >/dev/null && ended wrong Failed && echo &&
    is 3 "$(field task wrong '{.status.exitCode}')" && echo && field task wrong '{.status.message}'
}

agent_not_found() { has "$(field task lost '{.status.conditions[*].reason}')" AgentNotFound; }
unknown_agent() {
  task lost nobody | k apply -f - >/dev/null && within 30 agent_not_found && condition lost Accepted message
}

running() { task long patient | k apply -f - >/dev/null && ended long Running && pod_runs long; }
nothing_of() { is '' "$(k get jobs,configmaps,pods -l "kubetask.io/task=$1" -o name)"; }
deleted() { k delete task long --timeout=30s >/dev/null && within 90 nothing_of long; }

all_completed() { is "$TASKS" "$(k get tasks -l burst=yes -o 'jsonpath={range .items[*]}{.status.phase}{"\n"}{end}' | grep -c Completed)"; }
burst() {
  for i in $(seq "$TASKS"); do task "burst-$i" default; done |
    sed 's/^metadata: {name: \(.*\)}/metadata: {name: \1, labels: {burst: "yes"}}/' | k create -f - >/dev/null &&
    within $((120 + 4 * TASKS)) all_completed && echo ' Tasks Completed'
}
one_job_each() {
  local owners; owners=$(k get jobs -o 'jsonpath={range .items[*]}{.metadata.ownerReferences[0].uid}{"\n"}{end}')
  local tasks; tasks=$(k get tasks -l burst=yes -o 'jsonpath={range .items[*]}{.metadata.uid}{"\n"}{end}')
  is "$TASKS" "$(grep -cxFf <(sort -u <<<"$tasks") <<<"$owners")" >/dev/null &&
    is "$TASKS" "$(sort -u <<<"$tasks" | grep -cxFf <(sort -u <<<"$owners"))" &&
    printf ' Jobs, %s pods' "$(k get pods -o name | grep -c burst)"
}

events() {
  local reported
  reported=$(k get events --field-selector involvedObject.kind=Task,involvedObject.name=first \
    -o 'jsonpath={range .items[*]}{.reason} {end}')
  has "$reported" Started Completed && printf '%s' "$reported"
}
describe() { has "$(k describe task first)" 'Phase: ' Completed 'Exit Code: ' Events: Started &&
  has "$(k describe task wrong)" Failed 'Exit Code: '; }
columns() { is 'NAME PHASE AGENT JOB AGE' "$(k get tasks | head -1 | tr -s ' ' | sed 's/ $//')"; }
waited() { silently k wait task/first --for=condition=Complete --timeout=5s &&
  silently k wait task/wrong --for=condition=Failed --timeout=5s; }

checks_basics() {
  check 'a Task is Completed' completed
  check 'its log has the description and both Contexts' log
  check 'an agent that exits with 3: Failed, with exit code 3' failing
  check 'an unknown Agent is reported in a condition' unknown_agent
  check 'a long Task is Running, and its pod runs' running
  check 'a Task deleted while it runs: Job, pod and ConfigMap go' deleted
  check "$TASKS Tasks at once are Completed" burst
  check 'each Task has exactly one Job' one_job_each
  check 'Events report the start and the end' events
  check 'kubectl describe shows phase, exit code and Events' describe
  check 'kubectl get shows the columns' columns
  check 'kubectl wait works for Complete and Failed' waited
}
