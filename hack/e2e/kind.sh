#!/usr/bin/env bash
# The cluster of the end-to-end checks with kind and Docker, where both are there. hack/cluster makes one without them.
#
#   hack/e2e/kind.sh possible     exits with 0 if kind and Docker are there
#   hack/e2e/kind.sh up           starts the cluster kubetask-e2e
#   hack/e2e/kind.sh test         gives its node the images of out/images, and runs the checks
#   hack/e2e/kind.sh down         deletes it
#
#   GROUPS_OF_CHECKS=…            as the arguments of run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
name=kubetask-e2e kubeconfig=$PWD/.local/kind.kubeconfig busybox=${BUSYBOX_IMAGE:-busybox:1.36}
case ${1:-} in
  possible) command -v kind >/dev/null && docker info >/dev/null 2>&1 ;;
  up)
    mkdir -p .local
    kind create cluster --name $name --kubeconfig "$kubeconfig" --wait 120s
    echo "export KUBECONFIG=$kubeconfig" ;;
  test)
    for image in scaler functions functions-worker init agent-echo; do
      kind load image-archive --name $name "out/images/kubetask-$image.tar"
    done
    docker pull -q "$busybox" && docker tag "$busybox" localhost/busybox:1 && kind load docker-image --name $name localhost/busybox:1
    # shellcheck disable=SC2086 # these are several words
    KUBECONFIG=$kubeconfig hack/e2e/run.sh ${GROUPS_OF_CHECKS:-} ;;
  down) kind delete cluster --name $name ;;
  *) sed -n '2,/^set/p' "$0" | sed 's/^# \{0,1\}//; $d'; exit 2 ;;
esac
