#!/usr/bin/env bash
# Renders the chart with real Helm and each of charts/kubetask/ci/*-values.yaml, and compares the result with tests/chart/golden. Then
# what the chart must refuse. The last line is "N passed, N failed".
#
#   tests/chart/run.sh             compares
#   tests/chart/run.sh --update    writes the golden files anew; read what changed
set -uo pipefail
cd "$(dirname "$0")/../.."
helm=$(hack/helm.sh) || { echo '0 passed, 1 failed'; exit 1; }
chart=charts/kubetask work=$(mktemp -d) passed=0 failed=0
trap 'rm -rf "$work"' EXIT

check() { # what, command...
  local what=$1 output
  shift
  if output=$("$@" 2>&1); then passed=$((passed + 1)) && printf 'ok      %s\n' "$what"
  else failed=$((failed + 1)) && printf 'FAILED  %s\n%s\n' "$what" "$output"; fi
}

template() { "$helm" template kubetask $chart -n kubetask-system --kube-version 1.30.0 "$@"; }

same_as_golden() { # values
  local name; name=$(basename "$1" -values.yaml)
  # The CRDs have a check of their own.
  template -f "$1" --set crds.install=false >"$work/$name.yaml" && diff -u "tests/chart/golden/$name.yaml" "$work/$name.yaml"
}

linted() { # values
  local output; output=$("$helm" lint $chart --strict -f "$1") || { printf '%s\n' "$output"; return 1; }
}

# `make crd-check` establishes them as they are rendered here.
crds_are_kept() { # by an uninstall; and none is left out
  local rendered file name; rendered=$(template --show-only templates/crds.yaml)
  for file in $chart/files/crds/*; do
    name=$(sed -n 's/^  name: \(.*\.kubetask\.io\)$/\1/p' "$file")
    grep -qx "  name: $name" <<<"$rendered" || { echo "$name is missing"; return 1; }
  done
  [ "$(grep -c '^    helm.sh/resource-policy: keep$' <<<"$rendered")" = "$(ls $chart/files/crds | wc -l)" ]
}

refused() { # message, argument...
  local message=$1 output
  shift
  output=$(template "$@" 2>&1 >/dev/null) && { echo 'it was rendered'; return 1; }
  grep -qF -- "$message" <<<"$output" || { printf 'no "%s" in:\n%s\n' "$message" "$output"; return 1; }
}

restricted() { # values: what Pod Security "restricted" wants of each pod
  local rendered pods part; rendered=$(template -f "$1" --set crds.install=false)
  pods=$(grep -c 'serviceAccountName: kubetask-' <<<"$rendered")
  for part in 'runAsNonRoot: true' 'runAsUser: 65532' 'type: RuntimeDefault' 'allowPrivilegeEscalation: false' 'drop: \[ALL\]' \
    'readOnlyRootFilesystem: true'; do
    [ "$(grep -c "$part" <<<"$rendered")" = "$pods" ] || { echo "not each of $pods pods has $part"; return 1; }
  done
}

if [ "${1:-}" = --update ]; then
  mkdir -p tests/chart/golden && rm -f tests/chart/golden/*
  for values in $chart/ci/*-values.yaml; do
    template -f "$values" --set crds.install=false >"tests/chart/golden/$(basename "$values" -values.yaml).yaml" || exit
  done
  exit
fi
for values in $chart/ci/*-values.yaml; do
  name=$(basename "$values" -values.yaml)
  check "$name: helm lint" linted "$values"
  check "$name: as in tests/chart/golden" same_as_golden "$values"
  check "$name: its pods meet Pod Security restricted" restricted "$values"
done
check 'no golden file is left over' \
  test "$(ls tests/chart/golden)" = "$(basename -a -s -values.yaml $chart/ci/*-values.yaml | sed 's/$/.yaml/')"
check 'the CRDs are all there, and are kept by an uninstall' crds_are_kept
check 'a runtime that is none is refused' refused 'functions.runtime must be one of' --set functions.runtime=native
check 'a value that is misspelt is refused' refused 'Additional property maxReplica is not allowed' --set functions.maxReplica=3
check 'mTLS without the Secret of the scaler is refused' refused 'keda.tls.scalerSecret is empty' --set keda.tls.enabled=true \
  --set keda.tls.kedaSecret=a
check 'mTLS without the Secret for KEDA is refused' refused 'keda.tls.kedaSecret is empty' --set keda.tls.enabled=true \
  --set keda.tls.scalerSecret=a
check 'an Ingress without a host is refused' refused 'ingress.host is empty' --set ingress.enabled=true
check 'an HTTPRoute without a Gateway is refused' refused 'httpRoute.parentRefs is empty' --set httpRoute.enabled=true
check 'a ServiceMonitor without metrics is refused' refused 'there is nothing to scrape' \
  --set telemetry.prometheus.serviceMonitor.enabled=true
check 'a Kubernetes before 1.25 is refused' refused 'chart requires kubeVersion: >=1.25.0-0' --kube-version 1.24.17
printf '\n%s passed, %s failed\n' $passed $failed
[ $failed = 0 ]
