#!/usr/bin/env bash
# Measures how the functions start in each of their hosts: process start to the first answer, and memory. No cluster is needed.
#
#   bench/hosts.sh
#
#   TRIES=…   how often each is started, by turns (5)
#   OUT=…     where the figures go (out/bench-hosts.json); the table goes to standard output
#
# Native and ReadyToRun builds are left out without make publish and make publish-worker.
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release} OUT=${OUT:-out/bench-hosts.json}
for project in bench/KubeTask.Bench functions/hosts/CustomHandler functions/hosts/Worker local/KubeTask.FunctionsHost; do
  dotnet build $project -c "$CONFIG" -v quiet -nologo -clp:NoSummary
done
built() { echo "$1/bin/$CONFIG/net10.0"; }
hosts=()
add() { # name, path
  if [ -e "$2" ]; then hosts+=("$1=$2"); else echo "$1 is left out: $2 is missing" >&2; fi
}
add 'standalone, native' out/functions/kubetask-functions
add 'standalone, JIT' "$(built functions/hosts/CustomHandler)/kubetask-functions"
[ ! -e out/functions/kubetask-functions ] || add 'stand-in host, custom handler native' "$PWD/out/functions"
add 'stand-in host, custom handler JIT' "$PWD/$(built functions/hosts/CustomHandler)"
add 'stand-in host, worker ReadyToRun' "$PWD/out/worker"
add 'stand-in host, worker JIT' "$PWD/$(built functions/hosts/Worker)"
mkdir -p "$(dirname "$OUT")"
host=$(built local/KubeTask.FunctionsHost)/kubetask-functions-host
exec "$(built bench/KubeTask.Bench)/kubetask-bench" hosts "$OUT" "${TRIES:-5}" "$host" "${hosts[@]}"
