# Commands that the checks are made of. Sourced by run.sh.

k() { kubectl -n "$ns" --request-timeout=30s "$@"; }

row() { # verdict, what, seconds, output
  printf '%-7s %-62s %3d s  %s\n' "$1" "$2" "$3" "${4//$'\n'/ · }"
}

check() { # what, command...: one row of the table; with what the command prints
  local what=$1 from=$SECONDS output
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    row ok "$what" $((SECONDS - from)) "$output"
  else
    failed=$((failed + 1))
    row FAILED "$what" $((SECONDS - from)) ''
    printf '        %s\n' "${output//$'\n'/$'\n'        }"
  fi
}

within() { # seconds, command...: repeats it until it succeeds; prints its last output
  local end=$((SECONDS + $1)) output
  shift
  until output=$("$@" 2>&1); do
    [ $SECONDS -lt $end ] || { printf 'not in time: %s\n%s\n' "$*" "$output"; return 1; }
    sleep 0.2
  done
  printf '%s' "$output"
}

silently() { # command...: shows its output only if it fails
  local output
  output=$("$@" 2>&1) || { printf '%s\n' "$output"; return 1; }
}

is() { # expected, actual
  printf '%s' "$2"
  [ "$1" = "$2" ] || { printf ' (expected %s)' "$1"; return 1; }
}

at_most() { # limit, actual, of what
  printf '%s %s' "$2" "$3"
  [ "$2" -le "$1" ] || { printf ' (at most %s)' "$1"; return 1; }
}

has() { # text, line...: all of the lines occur in it
  local text=$1 line
  shift
  for line in "$@"; do grep -qF -- "$line" <<<"$text" || { printf 'no "%s" in:\n%s\n' "$line" "$text"; return 1; }; done
}

has_not() { # text, line...: none of the lines occurs in it
  local text=$1 line
  shift
  for line in "$@"; do ! grep -qF -- "$line" <<<"$text" || { printf '"%s" in:\n%s\n' "$line" "$text"; return 1; }; done
}

field() { k get "$1" "$2" -o "jsonpath=$3"; }
phase() { is "$2" "$(field task "$1" '{.status.phase}')"; }
ended() { within "${3:-180}" phase "$1" "$2"; }
condition() { field task "$1" "{.status.conditions[?(@.type==\"$2\")].$3}"; } # task, type, field
explained() { printf '%s ' "$(condition "$1" "$2" reason)" "$(condition "$1" "$2" message)"; } # task, type
log_of() { k logs "job/$(field task "$1" '{.status.jobName}')"; }
pod_of() { k get pods -l "kubetask.io/task=$1" -o 'jsonpath={.items[*].metadata.name}'; }
pod_runs() { within 60 k wait --for=condition=Ready --timeout=1s pod -l "kubetask.io/task=$1" >/dev/null; }

task() { # name, agent, [more of the spec]
  printf 'apiVersion: kubetask.io/v1alpha1\nkind: Task\nmetadata: {name: %s}\nspec:\n  agentRef: %s\n' "$1" "$2"
  printf '  description: |\n    Update dependencies of %s.\n%s\n---\n' "$1" "${3:-}"
}

agent() { # name, script, [more of the spec]
  printf 'apiVersion: kubetask.io/v1alpha1\nkind: Agent\nmetadata: {name: %s}\nspec:\n  agentImage: %s\n' "$1" "$IMAGE"
  printf '  imagePullPolicy: IfNotPresent\n  serviceAccountName: %s\n  command: [sh, -c, %s]\n%s\n---\n' \
    "$agents" "'${2//\'/\'\'}'" "${3:-}"
}

quiet() { # pattern, log...: no line of the logs matches
  local pattern=$1 lines
  shift
  lines=$(cat "$@" | grep -iE -- "$pattern" | head -5)
  [ -z "$lines" ] || { printf '%s\n' "$lines"; return 1; }
}
