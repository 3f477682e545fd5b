#!/usr/bin/env bash
# Installs the chart in the cluster that KUBECONFIG names, and checks what a user would.
#
#   KUBECONFIG=… hack/e2e/run.sh [group…]
#
# Groups of checks: chart basics contexts credentials files git starts human ends limits pods calls rights http seed cli agents chaos
# upgrade; without one, all of them.
#
# The scaler and the functions run as pods, with the rights that the chart gives them. If the cluster has no KEDA, a stand-in on this
# machine plays KEDA for the chart's ScaledObject.
#
#   VALUES=…         files of values for the chart
#   SYSTEM=…         the release namespace (kubetask-system), which must not exist
#   HOST_NETWORK=1   pods in the network of the only node: for hack/cluster, which has no network of Services
#   RUNTIME=…        what runs the functions: standalone, worker or customHandler (standalone)
#   IMAGE=…          an image with sh, find and stat that the nodes have or can pull (localhost/busybox:1)
#   ECHO_IMAGE=…     the image of agents/echo (quay.io/kubetask/kubetask-agent-echo and the chart's version)
#   AGENT_IMAGES=…   the images of real agents, with %s for the name (quay.io/kubetask/kubetask-agent-%s and the chart's version)
#   AGENTS=…         the real agents that the nodes can pull (those of claude and codex whose images the nodes have)
#   GIT_HOST=…       where pods reach this machine (the gateway of their network)
#   TASKS=…          Tasks of the burst (50)
#   CLI=…            another binary of the command line, such as out/cli/kubectl-kubetask
#   AUDIT_LOG=…      the API server's audit log; without it, calls aren't counted
#   KEEP=1           leave the namespaces and the logs
#
# Everything is deleted at the end except the CRDs, because others may have objects of them. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.."
: "${KUBECONFIG:?must name the kubeconfig of the cluster}"
app=$(sed -n 's/^appVersion: *//p' charts/kubetask/Chart.yaml)
IMAGE=${IMAGE:-localhost/busybox:1} ECHO_IMAGE=${ECHO_IMAGE:-quay.io/kubetask/kubetask-agent-echo:$app}
AGENT_IMAGES=${AGENT_IMAGES:-quay.io/kubetask/kubetask-agent-%s:$app}
TASKS=${TASKS:-50} CONFIG=${CONFIG:-Release} RUNTIME=${RUNTIME:-standalone}
system=${SYSTEM:-kubetask-system}
ns=kubetask-e2e-$$ other=kubetask-e2e-$$-other agents=kubetask-e2e-agents work=$(mktemp -d)
passed=0 failed=0
helm_program=$(hack/helm.sh) || exit
groups=(chart basics contexts credentials files git starts human ends limits pods calls rights http seed cli agents chaos upgrade)
for file in checks install "${groups[@]}"; do . "hack/e2e/$file.sh"; done

# Ends a process, and those that it has started, with the run. Checks run in subshells, so a variable would not do.
beside() { echo "$1" >>"$work/beside"; }
end() { # process
  local child children; children=$(cat "/proc/$1/task"/*/children 2>/dev/null)
  kill "$1" 2>/dev/null
  for child in $children; do end "$child"; done
}

cleanup() {
  local process
  for process in $(cat "$work/beside" 2>/dev/null); do end "$process"; done
  if [ -n "${KEEP:-}" ]; then echo "left: namespaces $system, $ns and $other, logs in $work"; return; fi
  [ -z "${installed:-}" ] || helm uninstall kubetask -n "$system" >/dev/null 2>&1
  [ -z "${stand_in:-}" ] || kubectl delete -f hack/e2e/foreign-crds.yaml --ignore-not-found >/dev/null 2>&1
  kubectl delete namespace "$ns" "$other" ${installed:+"$system"} --ignore-not-found --wait=true --timeout=120s >/dev/null 2>&1
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

version=$(kubectl version -o json 2>/dev/null | sed -n '/serverVersion/,$ s/.*"gitVersion": "\(.*\)".*/\1/p')
minor=$(sed 's/^v1\.\([0-9]*\).*/\1/' <<<"$version")
echo "cluster: $version at $(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}'); release in $system, namespace $ns"
! kubectl get namespace "$system" >/dev/null 2>&1 ||
  { echo "the namespace $system is there already; delete it, or set SYSTEM" >&2; exit 1; }
silently dotnet build cli/KubeTask.Cli -c "$CONFIG" -v quiet -nologo || exit
kubectl create namespace "$ns" >/dev/null && kubectl create namespace "$other" >/dev/null || exit
stand_in=
if ! keda_there; then
  check 'without KEDA, an installation says what to do' without_keda
  stand_in=yes
  silently dotnet build hack/KedaStandIn -c "$CONFIG" -v quiet -nologo || exit
  check 'kinds of KEDA and others are there, for a stand-in and dry runs' foreign_crds
fi
installed=yes
[ -z "${HOST_NETWORK:-}" ] || host_values >"$work/values-2.yaml" # in this shell, for the ports
check 'the chart is installed' silently install "$minor"
check 'Helm shows what to do next' notes
check 'the scaler is ready' within 90 scaler_ready
follow scaler </dev/null >/dev/null 2>&1 & beside $!
follow functions </dev/null >/dev/null 2>&1 & beside $!
reach
[ -z "$stand_in" ] || keda
check 'Agents, Contexts and a ConfigMap apply' objects
for group in "${@:-${groups[@]}}"; do printf '%s\n' "-- $group"; "checks_$group"; done
echo '-- the logs'
# The group pods has a Task that a quota refuses and one whose ServiceAccount is missing. A machine that stands still for ten seconds
# costs the scaler its Lease; it says so, and takes the Lease again. ASP.NET Core reports a second in which a process got no time.
for part in scaler functions; do
  grep -vE "$ns/(refused|late-accountless)\\b|the Lease |heartbeat has been running" "$work/$part.log" |
    grep -vE "cut off, because this scaler stops or leads no more" |
    grep -vE "${allowed_log:-^$}" >"$work/$part-unexpected.log"
done
check 'nothing was forbidden' quiet 'forbidden|unauthorized' "$work"/*-unexpected.log
check 'no conflict and no error in the log of the scaler' quiet 'conflict|warn:|fail:|crit:|exception' "$work/scaler-unexpected.log"
check 'no conflict and no error in the log of the functions' quiet 'conflict|warn:|fail:|crit:|exception' "$work/functions-unexpected.log"
check 'both logs were followed' grep -q . "$work/scaler.log" "$work/functions.log"
check 'helm uninstall leaves the CRDs and the Tasks, and nothing else' uninstalled
printf '\n%s passed, %s failed (%s s)\n' $passed $failed $SECONDS
[ $failed = 0 ]
