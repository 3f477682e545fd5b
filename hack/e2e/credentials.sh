# Credentials in each form; a Secret that is created late; a value of a Secret is only in the pod.

canary=canary-$$-secret

secret() { k create secret generic "$1" --from-literal="token=$canary" --from-literal=user=robot >/dev/null; }

credential_objects() {
  local script='echo "$TOKEN" | sha256sum; echo "$BOTH" | sha256sum; echo "user is $user"; '
  script+='for f in /creds/file /creds/both /creds/all/token /creds/all/user; do stat -L -c "%n %a %s" "$f"; done; '
  script+='echo "$(cat /creds/file)" | sha256sum'
  secret keys && agent keyed "$script" '  credentials:
    - {name: env, secretRef: {name: keys, key: token}, env: TOKEN}
    - {name: file, secretRef: {name: keys, key: token}, mountPath: /creds/file}
    - {name: both, secretRef: {name: keys, key: token}, env: BOTH, mountPath: /creds/both, fileMode: 0440}
    - {name: everything, secretRef: {name: keys}}
    - {name: folder, secretRef: {name: keys}, mountPath: /creds/all, fileMode: 256}' | k apply -f - >/dev/null
}

each_form() {
  local size=${#canary} sum
  sum=$(echo "$canary" | sha256sum)
  task keyed keyed | k apply -f - >/dev/null && ended keyed Completed && echo &&
    has "$(log_of keyed)" "/creds/file 644 $size" "/creds/both 444 $size" "/creds/all/token 444 $size" '/creds/all/user 444 5' \
      'user is robot' &&
    is 3 "$(log_of keyed | grep -cF "$sum")" && echo ' times the value, by its sum'
}

# hazards.md, row 14.
not_started() { # task, reason
  is "False $2" "$(condition "$1" Started status) $(condition "$1" Started reason)"
}
late_objects() {
  agent by-env 'echo "$TOKEN" | wc -c' '  credentials: [{name: late, secretRef: {name: late-env, key: token}, env: TOKEN}]' |
    k apply -f - >/dev/null &&
    agent by-file 'wc -c </creds/file' '  credentials: [{name: late, secretRef: {name: late-file, key: token}, mountPath: /creds/file}]' |
      k apply -f - >/dev/null &&
    { task late-env by-env; task late-file by-file; } | k apply -f - >/dev/null && ended late-env Running &&
      ended late-file Running >/dev/null
}
reports() { # task, reason, part of the message
  local message
  within 120 not_started "$1" "$2" && echo || return
  message=$(condition "$1" Started message)
  echo "$message"
  grep -qF -- "$3" <<<"$message"
}
starts_with() { secret "$1" && ended "$1" Completed 180 && is $((${#canary} + $2)) "$(log_of "$1" | tr -d ' ')" >/dev/null; }

# hazards.md, row 31.
not_leaked() {
  local everything
  everything=$(k get tasks,agents,contexts,jobs,pods,configmaps,events -o yaml; cat "$work"/*.log)
  has_not "$everything" "$canary" "$(printf %s "$canary" | base64 -w0)"
}

checks_credentials() {
  check 'a Secret and an Agent with every form of credentials apply' credential_objects
  check 'variables, files and a folder arrive with their modes' each_form
  check 'two Tasks whose Secrets are missing wait' late_objects
  check 'missing variable: Started=False names the Secret' reports late-env CreateContainerConfigError 'secret "late-env"'
  check 'once the Secret exists, the Task starts and is Completed' starts_with late-env 1
  check 'missing file: Started=False names the Secret' reports late-file ContainersNotCreated 'secret "late-file"'
  check 'once the Secret exists, the Task starts and is Completed' starts_with late-file 0
  check 'no value in an object, an Event or a log of KubeTask' not_leaked
}
