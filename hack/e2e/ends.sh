# Ends that are not the agent's own: stop, deadline, memory, the Job or the namespace deleted. The log stays where the pod does.

stopped() {
  task halted patient | k apply -f - >/dev/null && ended halted Running >/dev/null && pod_runs halted &&
    k annotate task halted kubetask.io/stop=true >/dev/null && ended halted Completed && printf ': ' &&
    field task halted '{.status.message}' && has "$(log_of halted)" 'at work'
}
late() {
  task late patient '  activeDeadlineSeconds: 3' | k apply -f - >/dev/null && ended late Failed && printf ': ' &&
    field task late '{.status.message}' && is DeadlineExceeded "$(condition late Failed reason)" >/dev/null &&
      has "$(log_of late)" 'at work'
}
out_of_memory() {
  agent hungry 'echo eating; tail /dev/zero' $'  podSpec:\n    resources: {limits: {memory: 24Mi}}' | k apply -f - >/dev/null &&
    task hungry hungry | k apply -f - >/dev/null && ended hungry Failed && printf ': ' && field task hungry '{.status.message}' &&
    is OOMKilled "$(condition hungry Failed reason)" >/dev/null && has "$(log_of hungry)" eating
}
result() {
  agent telling 'echo "nine lives" > /dev/termination-log' | k apply -f - >/dev/null &&
    task telling telling | k apply -f - >/dev/null && ended telling Completed && echo &&
      is 'nine lives' "$(field task telling '{.status.result}')"
}
job_deleted() {
  task orphan patient | k apply -f - >/dev/null && ended orphan Running >/dev/null && pod_runs orphan &&
    k delete job orphan-job --wait=false >/dev/null && ended orphan Failed &&
    printf ': ' && field task orphan '{.status.message}' && is JobDeleted "$(condition orphan Failed reason)" >/dev/null
}

# hazards.md, row 13.
gone() { ! kubectl get namespace "$other" >/dev/null 2>&1; }
namespace_goes() {
  { printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s}\n---\n' "$agents"; agent patient "$patient"; for i in 1 2 3; do \
    task "doomed-$i" patient; done; } |
    kubectl -n "$other" apply -f - >/dev/null &&
    within 60 kubectl -n "$other" wait --for=condition=Ready --timeout=1s pod -l kubetask.io/agent=patient >/dev/null &&
    kubectl delete namespace "$other" --wait=false >/dev/null && within 120 gone
}

checks_ends() {
  check 'stopped: Completed, and its log is there' stopped
  check 'past its deadline: Failed, and its log is there' late
  check 'out of memory: Failed, and says so' out_of_memory
  check 'what it leaves as termination message is its result' result
  check 'its Job deleted by hand: Failed, and not run again' job_deleted
  check 'a namespace deleted while its Tasks run' namespace_goes
}
