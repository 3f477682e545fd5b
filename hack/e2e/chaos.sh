# Pods of the scaler and of the functions are deleted in the middle of 50 Tasks.

chaos_agents() { agent brief 'sleep 1; echo done' '  maxConcurrentTasks: 10' | k apply -f - >/dev/null; }
storm() {
  for i in $(seq 50); do task "storm-$i" brief; done |
    sed 's/^metadata: {name: \(.*\)}/metadata: {name: \1, labels: {storm: "yes"}}/' | k create -f - >/dev/null
}
stormed() { # at least so many are Completed
  local done; done=$(k get tasks -l storm=yes -o 'jsonpath={range .items[*]}{.status.phase}{"\n"}{end}' | grep -c Completed)
  printf '%s of 50' "$done"
  [ "$done" -ge "$1" ]
}
pods_deleted() { # names of Deployments
  s delete pods -l "app.kubernetes.io/name in ($1)" --wait=false
}
one_job_for_each() {
  local owners
  owners=$(k get jobs -l kubetask.io/agent=brief -o 'jsonpath={range .items[*]}{.metadata.ownerReferences[0].name}{"\n"}{end}')
  is 50 "$(sort -u <<<"$owners" | wc -l)" && printf ' Tasks, ' && is 50 "$(wc -l <<<"$owners")" && printf ' Jobs, ' &&
    is 50 "$(k get pods -l kubetask.io/agent=brief -o name | wc -l)" && printf ' pods'
}

checks_chaos() {
  # What is cut off is delivered again; the log of the one that cuts it off says so.
  allowed_log='trying again|functions are asleep|Application is shutting down|was aborted|was canceled|connection|Connection'
  check 'an Agent for 50 Tasks applies' chaos_agents
  check '50 Tasks are created' storm
  check 'some of them are done' within 120 stormed 5
  check 'the pods of the functions are deleted' pods_deleted kubetask-functions
  check 'more of them are done' within 120 stormed 15
  check 'the pods of the scaler are deleted' pods_deleted kubetask-scaler
  check 'still more of them are done' within 120 stormed 25
  check 'the pods of both are deleted at once' pods_deleted kubetask-scaler,kubetask-functions
  check 'all of them are done' within 240 stormed 50
  check 'each has run once' one_job_for_each
}
