# An Agent's limits, first come first served; retries.

queue_objects() {
  agent narrow 'sleep 3' '  maxConcurrentTasks: 3' | k apply -f - >/dev/null &&
    for i in 0 1 2 3 4; do task "narrow-$i" narrow; done | k create -f - >/dev/null && sleep 2 &&
    for i in 5 6 7 8 9; do task "narrow-$i" narrow; done | k create -f - >/dev/null
}
of_narrow() { k get tasks -o 'jsonpath={range .items[?(@.spec.agentRef=="narrow")]}{.metadata.name} {.status.phase}{"\n"}{end}'; }
position_reported() { has "$(of_narrow)" Queued >/dev/null &&
  has "$(k get tasks -o 'jsonpath={.items[*].status.conditions[?(@.type=="Queued")].reason}')" AgentAtCapacity; }
narrow_done() { is 10 "$(of_narrow | grep -c Completed)"; }

# From the times in the Jobs, in whole seconds: a Job counts from its creation to its end.
never_more() { # limit
  local spans most
  spans=$(k get jobs -l kubetask.io/agent=narrow \
    -o 'jsonpath={range .items[*]}{.metadata.creationTimestamp} {.status.completionTime}{"\n"}{end}')
  most=$(while read -r from to; do printf '%s 1\n%s -1\n' "$from" "$to"; done <<<"$spans" | sort -k1,1 -k2,2n |
    awk '{n += $2; if (n > most) most = n} END {print most}')
  at_most "$1" "$most" 'at once'
}
# A Task that was created in an earlier second starts no later, except for the second by which two functions may differ.
in_order() {
  local times wrong
  local of_tasks='{range .items[?(@.spec.agentRef=="narrow")]}{.metadata.name} {.metadata.creationTimestamp}{"\n"}{end}'
  local of_jobs='{range .items[*]}{.metadata.ownerReferences[0].name} {.metadata.creationTimestamp}{"\n"}{end}'
  times=$(join <(k get tasks -o "jsonpath=$of_tasks" | sort) \
    <(k get jobs -l kubetask.io/agent=narrow -o "jsonpath=$of_jobs" | sort) |
    while read -r name created started; do echo "$name $(date -d "$created" +%s) $(date -d "$started" +%s)"; done)
  wrong=$(awk '
    {n[NR] = $1; c[NR] = $2; s[NR] = $3}
    END {
      for (i = 1; i <= NR; i++)
        for (j = 1; j <= NR; j++)
          if (c[i] < c[j] && s[i] > s[j] + 1) print n[i] " came before " n[j] " and started after it"
    }' <<<"$times")
  is 10 "$(wc -l <<<"$times")" && [ -z "$wrong" ] || { printf '\n%s\n%s\n' "$wrong" "$times"; return 1; }
}
freed() { # agent
  is 0 "$(field agent "$1" '{.status.running}')" >/dev/null && is '' "$(field agent "$1" '{.status.slots}' | tr -d '[]')" >/dev/null
}

queued() { phase waiting Queued; }
slot_of_a_deleted() {
  agent single "$patient" '  maxConcurrentTasks: 1' | k apply -f - >/dev/null && task holding single | k create -f - >/dev/null &&
    ended holding Running >/dev/null &&
    task waiting single | k create -f - >/dev/null && within 60 queued >/dev/null && condition waiting Queued message &&
    k delete task holding --wait=false >/dev/null && ended waiting Running >/dev/null && k delete task waiting --wait=false >/dev/null &&
    within 90 freed single
}

quota() {
  agent rationed true '  quota: {maxTaskStarts: 2, windowSeconds: 10}' | k apply -f - >/dev/null &&
    for i in 1 2 3; do task "rationed-$i" rationed; done | k create -f - >/dev/null && within 60 ration_reported >/dev/null &&
      within 120 rationed_done >/dev/null || return
  local starts
  starts=$(k get jobs -l kubetask.io/agent=rationed -o 'jsonpath={range .items[*]}{.metadata.creationTimestamp}{"\n"}{end}' | sort)
  local waited=$(($(date -d "$(tail -1 <<<"$starts")" +%s) - $(date -d "$(head -1 <<<"$starts")" +%s)))
  printf 'the third started %s s after the first' $waited
  [ $waited -ge 9 ]
}
rationed_done() { is 3 "$(k get tasks -o 'jsonpath={range .items[?(@.spec.agentRef=="rationed")]}{.status.phase}{"\n"}{end}' |
  grep -c Completed)"; }
ration_reported() { has "$(k get tasks -o 'jsonpath={.items[*].status.conditions[?(@.type=="Queued")].reason}')" QuotaExceeded; }

retried() {
  task stubborn failing '  retry: {limit: 2, "on": [Failed], backoffSeconds: 1}' | k create -f - >/dev/null &&
    ended stubborn Failed 120 && echo &&
    is 3 "$(field task stubborn '{.status.attempts[*].exitCode}' | wc -w)" && printf ' attempts, ' &&
      is 3 "$(k get jobs -l kubetask.io/task=stubborn -o name | wc -l)" && printf ' Jobs'
}

checks_limits() {
  check 'ten Tasks for an Agent with maxConcurrentTasks 3 apply' queue_objects
  check 'some of them are Queued and report the reason' within 60 position_reported
  check 'all of them are Completed' within 240 narrow_done
  check 'at most three run at once' never_more 3
  check 'the Tasks start in the order of their creation' in_order
  check 'all slots are free in the end' within 60 freed narrow
  check 'a deleted Task frees its slot' slot_of_a_deleted
  check 'a quota delays the third start' quota
  check 'retry makes three attempts with three Jobs' retried
}
