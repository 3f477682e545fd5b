#!/usr/bin/env bash
# Checks KubeTask's CRDs, as the chart renders them, on a CRD server of today's Kubernetes (up.sh): each is established, each CEL rule
# refuses what it should in the recorded words, and each takes the place of an older one whose objects stay.
#
#   hack/crd-server/check.sh
#
#   KUBETASK_CLUSTER=…   as for up.sh; the server runs in a folder of its own there
#   KUBETASK_HELM=…      another Helm (hack/helm.sh)
#
# The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
CONFIG=${CONFIG:-Release} passed=0 failed=0 work=$(mktemp -d)
run=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/crd-server/check-$$
export KUBETASK_CRD_SERVER_RUN=$run
. hack/e2e/checks.sh
trap 'hack/crd-server/down.sh; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

api() { # method, path, [curl's arguments]: prints the answer
  curl -sS --fail-with-body --max-time 30 --cacert "$run/pki/ca.crt" --cert "$run/pki/admin.crt" --key "$run/pki/admin.key" \
    -X "$1" "$server$2" "${@:3}"
}

yaml=(-H 'Content-Type: application/yaml' --data-binary) merge=(-H 'Content-Type: application/merge-patch+json' --data-binary)
crds=/apis/apiextensions.k8s.io/v1/customresourcedefinitions
ours=/apis/kubetask.io/v1alpha1 strict=fieldValidation=Strict
name_of() { sed -n 's/^  name: //p' "$1" | head -n 1; }

split() { # folder: standard input as one file for each document
  mkdir -p "$1"
  awk -v folder="$1" '/^---$/ {n++; next} {print >(folder "/" n ".yaml")}'
}

so() { # CRD, jq's condition on its answer
  local answer
  answer=$(api GET "$crds/$1") || return
  jq -e "$2" <<<"$answer" >/dev/null || { jq -c .status.conditions <<<"$answer"; return 1; }
}

established() { # CRD
  silently within 30 so "$1" '.status.conditions | any(.type == "Established" and .status == "True")' &&
    silently within 30 api GET "$ours/${1%%.*}" &&
    so "$1" '.status | (.conditions | all(.type != "NonStructuralSchema")) and .storedVersions == ["v1alpha1"]'
}

create() { # file of a CRD
  silently api POST "$crds?$strict" "${yaml[@]}" "@$1" && established "$(name_of "$1")"
}

replace() { # file of a CRD: in the place of an older one
  local name version
  name=$(name_of "$1")
  version=$(api GET "$crds/$name" | jq -r .metadata.resourceVersion)
  sed "s/^metadata:\$/&\n  resourceVersion: \"$version\"/" "$1" | silently api PUT "$crds/$name?$strict" "${yaml[@]}" @- &&
    established "$name"
}

gone() { [ "$(api GET "$1" -o /dev/null -w '%{http_code}' 2>/dev/null)" = 404 ]; }

delete() { # files of CRDs
  local file path
  for file; do
    path=$crds/$(name_of "$file")
    silently api DELETE "$path" && silently within 30 gone "$path" || return
  done
}

rules() { # runs the tests of every rule, and counts each
  local log=$work/rules.log counts
  KUBETASK_CHECK_RULES=$run/admin.kubeconfig "tests/KubeTask.Local.Tests/bin/$CONFIG/net10.0/KubeTask.Local.Tests" \
    -class '*.RealRuleTests' -noColor -noLogo >"$log" 2>&1
  counts=$(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/p' "$log")
  read -r total errors bad skipped <<<"${counts:-0 1 0 0}"
  passed=$((passed + total - errors - bad - skipped)) failed=$((failed + errors + bad + skipped))
  if [ $((errors + bad + skipped)) != 0 ] || [ "$total" = 0 ]; then cat "$log"; fi
  echo "$total answers to objects that break or keep a rule, and to changes; $((errors + bad + skipped)) are not as recorded"
}

# Resource, name, and the rest. The last one breaks a rule that the older CRDs don't have.
objects=(
  'tasks a {kind: Task, spec: {description: x, contexts: [{name: note, mountPath: /a/b}]}}'
  'crontasks a {kind: CronTask, spec: {schedule: "@daily", taskTemplate: {spec: {description: x}}}}'
  'agents a {kind: Agent, spec: {serviceAccountName: a, workspaceDir: /work}}'
  'contexts a {kind: Context, spec: {type: Inline, inline: {content: x}}}'
  'kubetaskconfigs default {kind: KubeTaskConfig, spec: {}}'
  'agents b {kind: Agent, spec: {serviceAccountName: a, workspaceDir: /a/../b}}'
)

each() { # command...: with resource, name and the rest of each object
  local object resource name rest
  for object in "${objects[@]}"; do
    read -r resource name rest <<<"$object"
    "$@" "$ours/namespaces/default/$resource" "$name" "$rest" || return
  done
}

write() { silently api POST "$1" "${yaml[@]}" "{apiVersion: kubetask.io/v1alpha1, metadata: {name: $2}, ${3#\{}"; }
spec() { api GET "$1/$2" | jq -c '[.kind, .metadata.uid, .spec]'; }

kept() { # the specs of before: every value is still there; defaults may have come
  local after
  after=$(each spec) || return
  jq -en --slurpfile before <(echo "$1") --slurpfile after <(echo "$after") '[$before | paths(type | . != "object" and . != "array")] |
    length > 0 and all(.[]; . as $path | ($before | getpath($path)) == ($after | getpath($path)))' >/dev/null && return
  printf 'before:\n%s\nafter:\n%s\n' "$1" "$after"
  return 1
}

change() { silently api PATCH "$1/$2" "${merge[@]}" '{"metadata":{"labels":{"changed":"yes"}}}'; }

refused() { # a change of the object that breaks the rule into another that does
  has "$(api PATCH "$ours/namespaces/default/agents/b" "${merge[@]}" '{"spec":{"workspaceDir":"/a/../c"}}' 2>/dev/null | jq -r .message)" \
    'spec.workspaceDir: Invalid value: "/a/../c": a path can'
}

upgrade() { # what, folder of the older CRDs
  local file before
  echo "-- an upgrade from $1"
  check 'the present CRDs are gone' delete "$work"/chart/*.yaml
  for file in "$2"/*.yaml; do check "$(name_of "$file") as it was" create "$file"; done
  check 'an object of each kind is written, and one that breaks a later rule' each write
  before=$(each spec)
  for file in "$work"/chart/*.yaml; do check "$(name_of "$file") takes its place" replace "$file"; done
  check 'all objects are as they were' kept "$before"
  check 'each takes a change' each change
  check 'the one that breaks the rule takes no other value that does' refused
}

first_of_history() { # folder: the first CRDs that this repository had; no output where the history is cut off
  local first path=charts/kubetask/crds
  first=$(git log --diff-filter=A --format=%H -- $path/kubetask.io_tasks.yaml 2>/dev/null | tail -n 1)
  [ -n "$first" ] || return
  mkdir -p "$1"
  git archive "$first" $path | tar -x -C "$1" --strip-components=3
}

without_rules() { # folder: the present CRDs with no CEL and one column each
  local file
  mkdir -p "$1"
  for file in "$work"/chart/*.yaml; do
    # JSON on one line is YAML; the name comes first, for name_of.
    api GET "$crds/$(name_of "$file")" | jq -r 'walk(if type == "object" then del(."x-kubernetes-validations") else . end) |
      .spec.versions[].additionalPrinterColumns |= .[:1] |
      "apiVersion: \(.apiVersion)\nkind: \(.kind)\nmetadata:\n  name: \(.metadata.name)\nspec: \(.spec | tojson)"' \
      >"$1/${file##*/}"
  done
}

hack/crd-server/build.sh || exit
helm=$(hack/helm.sh) && "$helm" template charts/kubetask --show-only templates/crds.yaml --kube-version 1.30.0 >"$work/crds.yaml" || exit
split "$work/chart" <"$work/crds.yaml"
silently dotnet build tests/KubeTask.Local.Tests -c "$CONFIG" -v quiet -nologo -clp:NoSummary || exit
hack/crd-server/up.sh >/dev/null || hack/crd-server/up.sh >/dev/null || exit
server=$(sed -n 's/.*server: "\([^"]*\)".*/\1/p' "$run/admin.kubeconfig")
echo "Kubernetes $(api GET /version | jq -r .gitVersion), the API server of CRDs alone; $("$helm" version --short)"

echo '-- the CRDs of the chart'
for file in "$work"/chart/*.yaml; do check "$(name_of "$file") is established" create "$file"; done
echo '-- their rules'
rules
without_rules "$work/ruleless"
first_of_history "$work/first"
upgrade 'CRDs without rules' "$work/ruleless"
if [ -d "$work/first" ]; then upgrade "the first CRDs of the repository's history" "$work/first"
else echo 'LEFT OUT: an upgrade from the first CRDs of the history, because the history is cut off here'; fi
printf '\n%s passed, %s failed (%s s)\n' $passed $failed $SECONDS
[ $failed = 0 ]
