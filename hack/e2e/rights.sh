# What the scaler and the functions may not do.

may() { # part, verb, resource
  kubectl --kubeconfig "$work/$1.kubeconfig" -n "$ns" auth can-i "$2" "$3" 2>/dev/null
}
no_secrets() {
  local verb answers=
  for verb in get list watch create update patch delete; do answers+=$(may "$1" $verb secrets); done
  is nonononononono "$answers" >/dev/null
}
really_refused() { # the server refuses what can-i denies
  has "$(kubectl --kubeconfig "$work/$1.kubeconfig" -n "$ns" get secrets 2>&1)" Forbidden
}
writes_nothing() {
  local answers= resource
  for resource in tasks tasks/status jobs configmaps pods events; do
    answers+=$(may scaler patch $resource)$(may scaler create $resource)
  done
  is nononononononononononono "$answers" >/dev/null
}

checks_rights() {
  [ "${RIGHTS:-}" != own ] || { row skipped 'they have the rights of KUBECONFIG' 0 ''; return; }
  for part in scaler functions; do
    check "the $part may do nothing with Secrets" no_secrets $part
    check "the $part is really refused Secrets" really_refused $part
  done
  check 'the scaler may not write what it watches' writes_nothing
}
