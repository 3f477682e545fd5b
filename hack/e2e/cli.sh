# The command line on a real server: its kubeconfig, its watches, logs that are followed, and a dry run. Sourced by run.sh.

cli=${CLI:-cli/KubeTask.Cli/bin/$CONFIG/net10.0/kubectl-kubetask}

kk() { timeout 120 "$cli" -n "$ns" "$@"; }

cli_watched() { # the output is the log alone, and the exit code is the agent's
  local log code
  log=$(kk run 'Go wrong' --agent failing --name cli-wrong --watch 2>"$work/cli-notes")
  code=$?
  is 'going wrong' "$log" && echo && is 3 $code && echo && has "$(<"$work/cli-notes")" 'Failed after' && tail -n 1 "$work/cli-notes"
}

cli_described() {
  has "$(kk describe cli-wrong)" 'the agent ended with exit code 3' 'kubectl kubetask retry cli-wrong' &&
    has "$(kk list --phase Failed)" cli-wrong AGENT && kk list -o name | grep -c . | xargs printf '%s Tasks'
}

cli_logs() { is 'going wrong' "$(kk logs cli-wrong)" && echo && is 'at work' "$(kk logs -f cli-long 2>/dev/null | head -n 1)"; }

cli_stopped() { kk run 'Take long' --agent patient --name cli-long -o name && ended cli-long Running && cli_logs && echo &&
  kk stop cli-long --wait 2>&1; }

cli_retried() { kk retry cli-wrong && ended cli-wrong-retry-1 Failed; }

cli_rendered() { # as the functions then create it; the dry run leaves nothing
  task cli-new plain >"$work/cli-new.yaml"
  kk render -f "$work/cli-new.yaml" >"$work/cli-objects.yaml" && is '' "$(k get task cli-new -o name --ignore-not-found)" && echo &&
    k create --dry-run=server --validate=false -f "$work/cli-objects.yaml" -o name
}

cli_doctor() { # an old server is what it finds wrong
  local server='ok      API server'
  [ "$minor" -ge 25 ] || server='is too old; KubeTask needs Kubernetes 1.25 or newer'
  has "$(kk doctor --release-namespace "$system" 2>/dev/null)" "$server" 'ok      CRD tasks' 'ok      rights on tasks' 'ok      scaler'
}

cli_ui() { # the page and a list, with the kubeconfig's credentials; a stranger is refused; an interrupt ends it
  local process address origin secret code
  "$cli" -n "$ns" ui >"$work/cli-ui" 2>/dev/null &
  process=$!
  beside $process
  address=$(within 30 grep -m 1 '^http://127' "$work/cli-ui") || return
  origin=${address%%/console/*} secret=${address#*token=} secret=${secret%%&*}
  has "$(curl -sS --max-time 30 "$origin/console/")" '<div id="app">' &&
    has "$(curl -sS --max-time 30 -H "Authorization: Bearer $secret" "$origin/api/v1/namespaces/$ns/tasks")" cli-wrong &&
    is 401 "$(curl -sS --max-time 30 -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer x' "$origin/api/v1/namespaces/$ns/tasks")"
  code=$?
  kill -TERM $process
  wait $process && [ $code = 0 ]
}

cli_ui_or_none() { # a program that was built without the console says so
  [ -d console/dist ] || [ -n "${CLI:-}" ] || { has "$(kk ui 2>&1)" 'built without the console' && printf 'no console'; return; }
  cli_ui
}

checks_cli() {
  check 'run --watch: the log, and the exit code of the agent' cli_watched
  check 'describe and list: how it ended' cli_described
  check 'logs -f and stop --wait: a Task that runs' cli_stopped
  check 'retry: a new Task' cli_retried
  check 'render: the API server accepts the objects of a Task that does not exist' cli_rendered
  check 'ui: the page and the Tasks, for nobody without the secret' cli_ui_or_none
  check 'doctor: the API server, the CRDs, the own rights and the scaler are in order' cli_doctor
}
