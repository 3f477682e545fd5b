# The API calls of one Task, from its creation to its end, by the API server's audit log. (The Agent is one read, and so are each Context
# and each object that it names.)

called() { # part: verb, status and path of each of its calls since the mark
  tail -n +$((mark + 1)) "$AUDIT_LOG" | grep -F '"stage":"ResponseComplete"' |
    grep -F "\"username\":\"system:serviceaccount:$system:kubetask-$1\"" |
    sed -E 's/.*"requestURI":"([^"]*)","verb":"([^"]*)".*"responseStatus":\{.*"code":([0-9]+)\}.*/\2 \3 \1/'
}
of_functions() { called functions | grep -E "$1" | grep -cvE "${2:-^$}"; }

one_alone() { # while no other Task waits
  task counted plain | k create -f - >/dev/null && ended counted Completed && within 30 both_reported
}
both_reported() { is 2 "$(called functions | grep -c '^create 201 .*/events')" >/dev/null; }

listed() { called functions; return 1; }
# The review of the scaler's token, once a minute, belongs to no Task.
few_writes() {
  is 1 "$(of_functions '^create .*/configmaps')" && printf ' ConfigMap, ' && is 1 "$(of_functions '^create .*/jobs')" && printf ' Job' &&
    printf ', ' &&
    at_most 3 "$(of_functions '^(patch|update) .*/status')" 'writes of the status' &&
    is 0 "$(of_functions '^(create|patch|update|delete)' '/(configmaps|jobs|events|tasks/[^/]*/status|tokenreviews)')" >/dev/null ||
      { echo; listed; }
}
few_reads() { at_most 1 "$(of_functions '^(get|list)')" reads || { echo; listed; }; }
no_conflicts() { is 0 "$(called functions | grep -cvE '^[a-z]+ 20[01] ')" >/dev/null || listed; }
# Besides its Lease, which it holds with or without Tasks.
scaler_calls() { is 0 "$(called scaler | grep -cvE '^watch |/leases/')" >/dev/null || { called scaler; return 1; }; }

checks_calls() {
  if [ ! -r "${AUDIT_LOG:-}" ]; then row skipped 'AUDIT_LOG names no audit log, so no calls are counted' 0 ''; return; fi
  k delete tasks lost intruder --ignore-not-found >/dev/null
  mark=$(wc -l <"$AUDIT_LOG")
  check 'a single Task is Completed' one_alone
  check 'it needed no more writes than expected' few_writes
  check 'it needed no more reads than expected' few_reads
  check 'no call was refused or met a conflict' no_conflicts
  check 'the scaler only watches' scaler_calls
}
