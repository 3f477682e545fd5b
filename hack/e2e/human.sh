# Human in the loop: the command's arguments arrive unchanged, and its exit code is kept.

hostile_objects() {
  k apply -f - >/dev/null <<C
apiVersion: kubetask.io/v1alpha1
kind: Agent
metadata: {name: quoting}
spec:
  agentImage: $IMAGE
  imagePullPolicy: IfNotPresent
  serviceAccountName: $agents
  humanInTheLoop: {enabled: true, keepAliveSeconds: 3}
  command:
    - sh
    - -c
    - 'printf "[%s]\n" "\$@"; echo "stays for \$KUBETASK_KEEP_ALIVE_SECONDS"; exit 7'
    - name
    - two words
    - 'it''s "quoted"'
    - '\$HOME \`id\` \$(id)'
    - "two\nlines"
    - '*'
    - '\\'
    - '--help; exit 0'
C
}

kept() {
  task quoted quoting | k apply -f - >/dev/null && ended quoted Failed && echo && is 7 "$(field task quoted '{.status.exitCode}')" &&
    echo &&
    has "$(log_of quoted)" 'stays for 3'
}

arrived() {
  local expected=$'[two words]\n[it\'s "quoted"]\n[$HOME `id` $(id)]\n[two\nlines]\n[*]\n[\\]\n[--help; exit 0]'
  is "$expected" "$(log_of quoted | sed '/^kubetask: the command ended/d; /^stays for/,$ d')" >"$work/arguments" ||
    { cat "$work/arguments"; return 1; }
  printf '7 arguments'
}

by_the_task() {
  agent quick 'echo done' | k apply -f - >/dev/null &&
    task attended quick $'  humanInTheLoop: {enabled: true, keepAlive: 1h}' | k apply -f - >/dev/null && ended attended Running &&
      pod_runs attended &&
    within 30 has_in_log attended 'the container stays for 3600 s' && k annotate task attended kubetask.io/stop=true >/dev/null &&
      ended attended Completed >/dev/null && is "$(written_end attended)" "$(field task attended '{.status.exitCode}')"
}
# A kubelet before 1.22 may never write how the containers of a stopped pod ended.
written_end() { # task: the exit code of its command, if the status of its pod has it
  k get pod "$(field task "$1" '{.status.podName}')" -o 'jsonpath={.status.containerStatuses[0].state.terminated.message}' |
    sed -n 's/.*ended with exit code //p'
}
past_its_deadline() { # the command, and not the time in which a person looks around
  task overdue quick $'  humanInTheLoop: {enabled: true, keepAlive: 20s}\n  activeDeadlineSeconds: 5' | k apply -f - >/dev/null &&
    ended overdue Completed >/dev/null && is 0 "$(field task overdue '{.status.exitCode}')" &&
    agent slow 'trap "exit 9" TERM; sleep 60 & wait' | k apply -f - >/dev/null &&
    task slow slow $'  humanInTheLoop: {enabled: true, keepAlive: 2s}\n  activeDeadlineSeconds: 3' | k apply -f - >/dev/null &&
    ended slow Failed >/dev/null && is 'DeadlineExceeded' "$(condition slow Complete reason)"
}
has_in_log() { has "$(log_of "$1")" "$2"; }

checks_human() {
  check 'an Agent with a command full of quotes applies' hostile_objects
  check 'the exit code of the command is kept' kept
  check 'the arguments of the command arrive unchanged' arrived
  check "set by the Task: the container stays until it is stopped" by_the_task
  check 'the deadline limits the command, not the time to look around' past_its_deadline
}
