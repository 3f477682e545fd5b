# helm upgrade to the next release while Tasks run and wait, with CRDs that have a new field; helm rollback; nothing is lost, and nothing
# runs twice.

next_release() { # the chart as it may be next
  cp -r "$work/chart" "$work/next" && sed -i 's/^version: .*/version: 99.0.0/' "$work/next/Chart.yaml" &&
    sed -i '0,/^              description:$/s//              ofNextRelease: {type: string, maxLength: 10}\n              description:/' \
      "$work/next/files/crds/kubetask.io_tasks.yaml" &&
    ! diff -q "$work/chart/files/crds/kubetask.io_tasks.yaml" "$work/next/files/crds/kubetask.io_tasks.yaml" >/dev/null
}
at_work() {
  { agent steady 'echo at work; until [ -e /tmp/end ]; do sleep 0.2; done; echo done' '  maxConcurrentTasks: 2'
    for i in 1 2 3; do task "steady-$i" steady; done; } | k apply -f - >/dev/null && within 90 steady_running 2 && within 60 a_steady_waits
}
phases_of_steady() { k get tasks -o 'jsonpath={range .items[?(@.spec.agentRef=="steady")]}{.status.phase}{"\n"}{end}'; }
steady_running() { [ "$(phases_of_steady | grep -c Running)" = "$1" ]; }
a_steady_waits() { phases_of_steady | grep Queued; }
pods_of_steady() { # uid and restarts
  k get pods -l kubetask.io/agent=steady \
    -o 'jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[0].restartCount}{"\n"}{end}' | sort
}
release_of_scaler() { s get "deployment/$scaler_name" -o 'jsonpath={.spec.template.metadata.labels.helm\.sh/chart}'; }
new_field() { kubectl get crd tasks.kubetask.io -o yaml | grep -q ofNextRelease; }

upgraded() {
  pods_of_steady >"$work/steady" && silently upgrade "$work/next" && is kubetask-99.0.0 "$(release_of_scaler)" && new_field &&
    s rollout status "deployment/$scaler_name" --timeout=180s >/dev/null && diff "$work/steady" <(pods_of_steady) &&
    printf ', %s pods run on' "$(wc -l <"$work/steady")"
}
rolled_back() {
  silently helm rollback kubetask -n "$system" && is "kubetask-$app" "$(release_of_scaler)" && ! new_field &&
    s rollout status "deployment/$scaler_name" --timeout=180s >/dev/null && diff "$work/steady" <(pods_of_steady)
}
steady_pods() { k get pods -l kubetask.io/agent=steady --field-selector=status.phase=Running -o 'jsonpath={.items[*].metadata.name}'; }
let_steady_end() { # pod...
  local pod
  for pod; do k exec "$pod" -c agent -- touch /tmp/end || return; done
}
third_runs() { # the two that ran
  local now; now=$(steady_pods | tr ' ' '\n' | grep -vxFf <(printf '%s\n' "$@")) && [ -n "$now" ] && let_steady_end "$now"
}
all_steady_end() {
  local name pods
  read -ra pods < <(steady_pods)
  is 2 ${#pods[@]} >/dev/null && let_steady_end "${pods[@]}" && within 180 third_runs "${pods[@]}" >/dev/null &&
    for name in steady-1 steady-2 steady-3; do ended $name Completed 90 >/dev/null || return; done
  is 3 "$(k get jobs -l kubetask.io/agent=steady -o name | wc -l)" && printf ' Jobs, ' &&
    is 3 "$(pods_of_steady | grep -c ' 0$')" && printf ' pods'
}
checks_upgrade() {
  check 'the chart of a next release, with a new field' next_release
  check 'two Tasks run, and one waits for them' at_work
  check 'helm upgrade: new pods, the new field, and the agents run on' upgraded
  check 'helm rollback: the former pods and CRDs, and the agents run on' rolled_back
  check 'all three Tasks are Completed, and each ran once' all_steady_end
}
