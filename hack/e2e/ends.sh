# Ends that the agent doesn't choose: stop, deadline, memory, a deleted Job or namespace. While the pod exists, its log does.

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
  agent reporting 'echo "nine lives" > /dev/termination-log' | k apply -f - >/dev/null &&
    task reporting reporting | k apply -f - >/dev/null && ended reporting Completed && echo &&
      is 'nine lives' "$(field task reporting '{.status.result}')"
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
  check 'a stopped Task is Completed and keeps its log' stopped
  check 'a Task past its deadline is Failed and keeps its log' late
  check 'a Task out of memory is Failed with OOMKilled' out_of_memory
  check 'the termination message becomes the result' result
  check 'a Task whose Job is deleted is Failed, not run again' job_deleted
  check 'a namespace can be deleted while its Tasks run' namespace_goes
}
