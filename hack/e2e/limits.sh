# An Agent's limits, first come first served; retries.

queue_objects() {
  agent narrow 'sleep 1' '  maxConcurrentTasks: 3' | k apply -f - >/dev/null &&
    for i in 0 1 2 3 4 5 6 7 8 9; do task "narrow-$i" narrow; done | k create -f - >/dev/null
}
of_narrow() { k get tasks -o 'jsonpath={range .items[?(@.spec.agentRef=="narrow")]}{.metadata.name} {.status.phase}{"\n"}{end}'; }
place_told() { has "$(of_narrow)" Queued >/dev/null && has "$(k get tasks -o 'jsonpath={.items[*].status.conditions[?(@.type=="Queued")].reason}')" AgentAtCapacity; }
narrow_done() { is 10 "$(of_narrow | grep -c Completed)"; }

# By the Jobs' own times, whole seconds: a Job counts from its creation until its end.
never_more() { # limit
  local spans most
  spans=$(k get jobs -l kubetask.io/agent=narrow -o 'jsonpath={range .items[*]}{.metadata.creationTimestamp} {.status.completionTime}{"\n"}{end}')
  most=$(while read -r from to; do printf '%s 1\n%s -1\n' "$from" "$to"; done <<<"$spans" | sort -k1,1 -k2,2n | awk '{n += $2; if (n > most) most = n} END {print most}')
  at_most "$1" "$most" 'at once'
}
in_order() { # as created: the API server's resourceVersions tell the order of Jobs made in one second
  local order
  order=$(k get jobs -l kubetask.io/agent=narrow -o 'jsonpath={range .items[*]}{.metadata.creationTimestamp} {.metadata.name}{"\n"}{end}' | sort -s -k1,1 | sed 's/.*narrow-\(.\)-job/\1/' | tr -d '\n')
  local late; late=$(sort_distance "$order")
  at_most 2 "$late" "places at most from its turn ($order)"
}
# Jobs of one second are listed by name, and the three that run at once may be made in any order.
sort_distance() { local i d most=0; for ((i = 0; i < ${#1}; i++)); do d=$((${1:i:1} - i)); d=${d#-}; [ "$d" -le $most ] || most=$d; done; echo $most; }
freed() { is 0 "$(field agent narrow '{.status.running}')" >/dev/null && is '' "$(field agent narrow '{.status.slots}' | tr -d '[]')" >/dev/null; }

queued() { phase waiting Queued; }
slot_of_a_deleted() {
  agent single "$patient" '  maxConcurrentTasks: 1' | k apply -f - >/dev/null && task holding single | k create -f - >/dev/null && ended holding Running >/dev/null &&
    task waiting single | k create -f - >/dev/null && within 60 queued >/dev/null && condition waiting Queued message &&
    k delete task holding --wait=false >/dev/null && ended waiting Running >/dev/null && k delete task waiting --wait=false >/dev/null
}

quota() {
  agent rationed true '  quota: {maxTaskStarts: 2, windowSeconds: 10}' | k apply -f - >/dev/null &&
    for i in 1 2 3; do task "rationed-$i" rationed; done | k create -f - >/dev/null && within 60 ration_told >/dev/null && within 120 rationed_done >/dev/null || return
  local starts; starts=$(k get jobs -l kubetask.io/agent=rationed -o 'jsonpath={range .items[*]}{.metadata.creationTimestamp}{"\n"}{end}' | sort)
  local waited=$(($(date -d "$(tail -1 <<<"$starts")" +%s) - $(date -d "$(head -1 <<<"$starts")" +%s)))
  printf 'the third started %s s after the first' $waited
  [ $waited -ge 9 ]
}
rationed_done() { is 3 "$(k get tasks -o 'jsonpath={range .items[?(@.spec.agentRef=="rationed")]}{.status.phase}{"\n"}{end}' | grep -c Completed)"; }
ration_told() { has "$(k get tasks -o 'jsonpath={.items[*].status.conditions[?(@.type=="Queued")].reason}')" QuotaExceeded; }

retried() {
  task stubborn failing '  retry: {limit: 2, "on": [Failed], backoffSeconds: 1}' | k create -f - >/dev/null && ended stubborn Failed 120 && echo &&
    is 3 "$(field task stubborn '{.status.attempts[*].exitCode}' | wc -w)" && printf ' attempts, ' && is 3 "$(k get jobs -l kubetask.io/task=stubborn -o name | wc -l)" && printf ' Jobs'
}

checks_limits() {
  check 'ten Tasks for an Agent with maxConcurrentTasks 3' queue_objects
  check 'some of them are Queued, and say why' within 60 place_told
  check 'all are Completed' within 240 narrow_done
  check 'never more at once than three' never_more 3
  check 'first come, first served' in_order
  check 'no slot is left taken' within 60 freed
  check 'a deleted Task frees its slot' slot_of_a_deleted
  check 'a quota of starts' quota
  check 'retry: three attempts, three Jobs' retried
}
