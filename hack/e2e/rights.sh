# What the scaler and the functions may do: the rules of charts/kubetask/files/rbac, which are the table in the chart's README, and no others.

user_of() { echo "system:serviceaccount:$system:kubetask-$1"; }
may() { # part, verb, resource
  kubectl --as "$(user_of "$1")" -n "$ns" auth can-i "$2" "$3" 2>/dev/null
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
  for resource in tasks tasks/status jobs configmaps pods events; do
    answers+=$(may scaler patch $resource)$(may scaler create $resource)
  done
  is nononononononononononono "$answers" >/dev/null
}

# Resource, name and verb of each right, one in a line.
table_of() { # file of rules
  sed -n 's/^- apiGroups: \[\(.*\)\]$/G \1/p; s/^  resources: \[\(.*\)\]$/R \1/p; s/^  resourceNames: \[\(.*\)\]$/N \1/p; s/^  verbs: \[\(.*\)\]$/V \1/p' \
    "$@" | tr -d '",' | awk '
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
}
