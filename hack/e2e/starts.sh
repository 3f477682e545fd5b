# Pods that can't start. A condition reports the reason as long as there is one.

absent() {
  agent imageless true | sed "s,agentImage: .*,agentImage: localhost/kubetask-nobody-has-this:1," | k apply -f - >/dev/null &&
    task imageless imageless | k apply -f - >/dev/null && within 120 not_started imageless ImagePullBackOff && echo &&
      condition imageless Started message &&
    phase imageless Running >/dev/null
}
given_up() { k annotate task imageless kubetask.io/stop=true >/dev/null && ended imageless Completed && echo &&
  field task imageless '{.status.message}'; }

misspelt() {
  agent misspelt true | sed "s,agentImage: .*,agentImage: 'Not An Image'," | k apply -f - >/dev/null &&
    task misspelt misspelt | k apply -f - >/dev/null && within 120 not_started misspelt InvalidImageName && echo &&
      condition misspelt Started message
}

nowhere() {
  agent nowhere true $'  podSpec:\n    scheduling: {nodeSelector: {kubetask.io/no-node-has-this: "true"}}' | k apply -f - >/dev/null &&
    task nowhere nowhere | k apply -f - >/dev/null && within 120 not_started nowhere Unschedulable && echo &&
      condition nowhere Started message
}

checks_starts() {
  check 'an image that does not exist is reported in Started' absent
  check 'a Task can be stopped before its agent started' given_up
  check 'an invalid image name is reported in Started' misspelt
  check 'a pod that fits no node is reported in Started' nowhere
}
