# What the two may not do.

may() { # part, verb, resource
  kubectl --kubeconfig "$work/$1.kubeconfig" -n "$ns" auth can-i "$2" "$3" 2>/dev/null
}
no_secrets() {
  local verb said=
  for verb in get list watch create update patch delete; do said+=$(may "$1" $verb secrets); done
  is nonononononono "$said" >/dev/null
}
refused_in_earnest() { # what can-i says is what the server does
  has "$(kubectl --kubeconfig "$work/$1.kubeconfig" -n "$ns" get secrets 2>&1)" Forbidden
}
writes_nothing() {
  local said= resource
  for resource in tasks tasks/status jobs configmaps pods events; do said+=$(may scaler patch $resource)$(may scaler create $resource); done
  is nononononononononononono "$said" >/dev/null
}

checks_rights() {
  [ "${RIGHTS:-}" != own ] || { row skipped 'they have the rights of KUBECONFIG' 0 ''; return; }
  for part in scaler functions; do
    check "the $part may do nothing with Secrets" no_secrets $part
    check "the $part is refused them in earnest" refused_in_earnest $part
  done
  check 'the scaler may write nothing of what it watches' writes_nothing
}
