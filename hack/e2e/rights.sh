# What the scaler and the functions may do: the rules of charts/kubetask/files/rbac, of which the chart's README has a table, and no
# others.

user_of() { echo "system:serviceaccount:$system:kubetask-$1"; }
may() { # part, verb, resource, [options]
  kubectl --as "$(user_of "$1")" -n "$ns" auth can-i "${@:2}" 2>/dev/null
}
no_secrets() {
  local verb answers=
  for verb in get list watch create update patch delete; do answers+=$(may "$1" $verb secrets); done
  is nonononononono "$answers" >/dev/null
}
really_refused() { # the server refuses what can-i denies
  has "$(kubectl --as "$(user_of "$1")" -n "$ns" get secrets 2>&1)" Forbidden
}
writes_nothing() {
  local answers= resource
  for resource in tasks jobs configmaps pods events; do
    answers+=$(may scaler patch $resource)$(may scaler create $resource)
  done
  answers+=$(may scaler patch tasks --subresource=status)$(may scaler update tasks --subresource=status)
  is nononononononononononono "$answers" >/dev/null
}

# Resource, name and verb of each right, one in a line.
table_of() { # file of rules
  sed -En 's/^- apiGroups: \[(.*)\]$/G \1/p; s/^  resources: \[(.*)\]$/R \1/p; s/^  resourceNames: \[(.*)\]$/N \1/p
    s/^  verbs: \[(.*)\]$/V \1/p' "$@" | tr -d '",' | awk '
    $1 == "G" {group = $2; names = ""}
    $1 == "R" {split("", r); for (i = 2; i <= NF; i++) r[i] = $i}
    $1 == "N" {names = $2}
    $1 == "V" {
      for (i in r)
        for (j = 2; j <= NF; j++) {
          n = split(r[i], part, "/")
          print part[1] (group == "" ? "" : "." group) (n > 1 ? "/" part[2] : "") " [" names "] " $j
        }
    }' | sort -u
}
listed_of() { # part, namespace: what the API server says, without what every user may do
  kubectl --as "$(user_of "$1")" -n "$2" auth can-i --list --no-headers 2>/dev/null |
    sed -E 's/^(\S*) +\[(.*)\] +\[(.*)\] +\[(.*)\]$/\1|\2|\3|\4/' | awk -F'|' '
    $1 != "" && $1 !~ /^selfsubject/ {
      n = split($4, verbs, " ")
      for (i = 1; i <= n; i++) print $1 " [" $3 "] " verbs[i]
    }' | sort -u
}
only_those_of_the_table() { # part, namespace, file...
  local part=$1 where=$2
  shift 2
  diff <(table_of "$@") <(listed_of "$part" "$where") && printf '%s rights' "$(table_of "$@" | wc -l)"
}

# The cluster's own roles, which the chart's extend.
users() {
  local role
  for role in view edit admin; do k create rolebinding "users-$role" --clusterrole=$role --user="e2e-$role" >/dev/null || return; done
  within 30 user_may view list tasks >/dev/null
}
# role, verb, resource, [options]; prints only what isn't so
user_may() { silently is yes "$(kubectl --as "e2e-$1" -n "$ns" auth can-i "${@:2}" 2>/dev/null)" || { echo ": $*"; return 1; }; }
user_may_not() { silently is no "$(kubectl --as "e2e-$1" -n "$ns" auth can-i "${@:2}" 2>/dev/null)" || { echo ": $*"; return 1; }; }
as_for_built_in_kinds() {
  local kind
  for kind in tasks crontasks agents contexts; do
    user_may view watch $kind && user_may_not view create $kind && user_may edit create $kind && user_may edit delete $kind || return
  done
  user_may view get kubetaskconfigs && user_may_not edit create kubetaskconfigs && user_may admin create kubetaskconfigs &&
    user_may_not admin patch tasks --subresource=status && user_may_not admin update tasks --subresource=status
}

checks_rights() {
  local rules=charts/kubetask/files/rbac
  check 'the functions have the rights of the table, and no others' only_those_of_the_table functions "$ns" $rules/functions.yaml
  check 'the scaler has the rights of the table, and no others' only_those_of_the_table scaler "$ns" $rules/scaler.yaml
  check 'in the release namespace, the scaler also has its Lease' only_those_of_the_table scaler "$system" $rules/scaler.yaml \
    $rules/scaler-release-namespace.yaml
  for part in scaler functions; do
    check "the $part may do nothing with Secrets" no_secrets $part
    check "the $part is really refused Secrets" really_refused $part
  done
  check 'the scaler may not write what it watches' writes_nothing
  check 'users get the roles view, edit and admin' users
  check 'these roles have the rights on our kinds that they have on others' as_for_built_in_kinds
}
