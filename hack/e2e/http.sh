# Tasks over HTTP, with the caller's token. Sourced by run.sh.

caller() { # a ServiceAccount with the rights that docs/http.md names, in one namespace
  k create serviceaccount caller && k create role caller-tasks --verb=create,get,list,watch,patch --resource=tasks.kubetask.io &&
    k create role caller-logs --verb=get,list,watch --resource=pods,pods/log &&
    k create rolebinding caller-tasks --role=caller-tasks --serviceaccount="$ns:caller" &&
    k create rolebinding caller-logs --role=caller-logs --serviceaccount="$ns:caller"
}
http() { # path below the namespace, more arguments of curl: the answer, then its status
  local path=$1
  shift
  curl -sSN --max-time 170 -w '%{http_code}' -H "Authorization: Bearer $token" "$@" "$submissions/api/v1/namespaces/$path"
}

# hazards.md, row 50.
retried_over_http() {
  agent flaky 'echo try; exit 3' | k apply -f - >/dev/null &&
    task retried flaky '  retry: {limit: 2, backoffSeconds: 2}' | k apply -f - >/dev/null &&
    log=$(http "$ns/tasks/retried/logs?follow=true" | sed 's/\(pod retried-job-[23]\)-[a-z0-9]* /\1 /') &&
    is 'try,--- attempt 2: pod retried-job-2 ---,try,--- attempt 3: pod retried-job-3 ---,try,200' "${log//$'\n'/,}" &&
    phase retried Failed >/dev/null && is 'try,200' "$(http "$ns/tasks/retried/logs?attempt=1" | tr '\n' ,)" >/dev/null
}
# hazards.md, row 51.
marked() {
  { printf '\xff\xfe'; printf -- '---\nname: marked\ndescription: x\nagentRef: flaky\n---\n' | iconv -t UTF-16LE; } >"$work/marked.yaml" &&
    has "$(http "$ns/tasks" -H 'Content-Type: application/yaml' --data-binary "@$work/marked.yaml")" '"name": "marked"' 201
}
badly_named() {
  has "$(http "$ns/tasks" -H 'Content-Type: application/yaml' --data-binary '{description: x, name: A_B}')" 'such as update-service-b' 422
}
elsewhere() {
  has "$(http "$other/tasks")" 'cannot list' 403 && has "$(http "$other/tasks/x/logs")" 'cannot get' 403 &&
    has "$(http "$ns/tasks/nobody")" '\"nobody\" not found' 404
}

checks_http() {
  check 'a caller has few rights' silently caller
  token=$(k create token caller)
  check 'the log of a Task that is retried has every attempt' retried_over_http
  check 'a file with a byte order mark is accepted' marked
  check 'a wrong name gets an example' badly_named
  check 'a caller is refused elsewhere before anything is not found' elsewhere
}
