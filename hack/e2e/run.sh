#!/usr/bin/env bash
# Runs KubeTask's scaler and functions against the cluster that KUBECONFIG names, and checks what a user would.
#
#   KUBECONFIG=… hack/e2e/run.sh [group…]
#
# Groups of checks: basics contexts credentials files git starts human ends limits pods calls rights http cli agents; without one,
# all of them.
#
# Both run on this machine and not in pods, with ServiceAccounts that have only the rights of charts/kubetask/files/rbac, and without KEDA.
#
#   IMAGE=…          an image with sh, find and stat that the nodes have or can pull (localhost/busybox:1)
#   INIT_IMAGE=…     the image of agents/init (localhost/kubetask-init:1, which hack/cluster/init-image.sh makes)
#   AGENT_IMAGES=…   the images of real agents, with %s for the name (localhost/kubetask-agent-%s:1, of hack/cluster/agent-image.sh)
#   AGENTS=…         the real agents that the nodes can pull (those of claude and codex whose images the nodes have)
#   GIT_HOST=…       where pods reach this machine (the gateway of their network)
#   TASKS=…          Tasks of the burst (50)
#   AUDIT_LOG=…      the API server's audit log; without it, calls aren't counted
#   FUNCTIONS=…      another binary of the functions, such as out/functions/kubetask-functions
#   CLI=…            another binary of the command line, such as out/cli/kubectl-kubetask
#   RIGHTS=own       run both with the rights of KUBECONFIG's own user
#   KEEP=1           leave the namespaces and the logs
#
# Everything is deleted at the end except the CRDs, because others may have objects of them. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.."
: "${KUBECONFIG:?must name the kubeconfig of the cluster}"
IMAGE=${IMAGE:-localhost/busybox:1} INIT_IMAGE=${INIT_IMAGE:-localhost/kubetask-init:1}
TASKS=${TASKS:-50} CONFIG=${CONFIG:-Release}
ns=kubetask-e2e-$$ other=kubetask-e2e-$$-other agents=kubetask-e2e-agents work=$(mktemp -d)
passed=0 failed=0 processes=()
scaler=keda/KubeTask.Scaler/bin/$CONFIG/net10.0/kubetask-scaler
functions=${FUNCTIONS:-functions/hosts/CustomHandler/bin/$CONFIG/net10.0/kubetask-functions}
groups=(basics contexts credentials files git starts human ends limits pods calls rights http cli agents)
for file in checks parts "${groups[@]}"; do . "hack/e2e/$file.sh"; done

# Ends a process with the run. Checks run in subshells, so a variable would not do.
beside() { echo "$1" >>"$work/beside"; }

cleanup() {
  local process
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null && wait "$process" 2>/dev/null; done
  [ ! -e "$work/beside" ] || xargs kill <"$work/beside" 2>/dev/null
  if [ -n "${KEEP:-}" ]; then echo "left: namespaces $ns and $other, logs in $work"; return; fi
  kubectl delete clusterrolebinding,clusterrole "$ns-scaler" "$ns-functions" --ignore-not-found >/dev/null 2>&1
  kubectl delete namespace "$ns" "$other" --ignore-not-found --wait=true --timeout=120s >/dev/null 2>&1
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

crds() {
  # Servers before 1.25 don't know CEL rules and drop them; kubectl's own validation would refuse them.
  kubectl apply --server-side=false --validate=false -f charts/kubetask/files/crds &&
    kubectl wait --for=condition=Established --timeout=60s -f charts/kubetask/files/crds
}

version=$(kubectl version -o json 2>/dev/null | sed -n '/serverVersion/,$ s/.*"gitVersion": "\(.*\)".*/\1/p')
echo "cluster: $version at $(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}'); namespace $ns"
for project in keda/KubeTask.Scaler functions/hosts/CustomHandler cli/KubeTask.Cli; do
  silently dotnet build $project -c "$CONFIG" -v quiet -nologo || exit
done
kubectl create namespace "$ns" >/dev/null && kubectl create namespace "$other" >/dev/null || exit
check 'the CRDs are established' silently crds
check 'rights: the scaler' silently kubeconfig_of scaler
check 'rights: the functions' silently kubeconfig_of functions
start
check 'the scaler has listed everything that it watches' within 30 curl -sfo /dev/null "$ready"
check 'Agents, Contexts and a ConfigMap apply' objects
for group in "${@:-${groups[@]}}"; do printf '%s\n' "-- $group"; "checks_$group"; done
echo '-- the logs'
# The group pods has a Task that a quota refuses and one whose ServiceAccount is missing. A machine that stands still for ten seconds
# costs the scaler its Lease; it says so, and takes the Lease again.
for part in scaler functions; do
  grep -vE "$ns/(refused|late-accountless)\b|the Lease |cut off, because this scaler stops or leads no more" "$work/$part.log" \
    >"$work/$part-unexpected.log"
done
check 'nothing was forbidden' quiet 'forbidden|unauthorized' "$work"/*-unexpected.log
check 'no conflict and no error in the log of the scaler' quiet 'conflict|warn:|fail:|crit:|exception' "$work/scaler-unexpected.log"
check 'no conflict and no error in the log of the functions' quiet 'conflict|warn:|fail:|crit:|exception' "$work/functions-unexpected.log"
end_both
check 'both end on request, with exit code 0' is '0 0 ' "$codes"
printf '\n%s passed, %s failed (%s s)\n' $passed $failed $SECONDS
[ $failed = 0 ]
