#!/usr/bin/env bash
# Measures how the init container's native program fetches Git repositories, beside git clone --depth 1. make publish-init comes first.
#
#   bench/git.sh
#
#   TRIES=…   how often each repository is fetched by both, by turns (5)
#   OUT=…     where the figures go (out/bench-git.json); the table goes to standard output
set -euo pipefail
cd "$(dirname "$0")/.."
CONFIG=${CONFIG:-Release} OUT=${OUT:-out/bench-git.json}
dotnet build bench/KubeTask.Init.Bench -c "$CONFIG" -v quiet -nologo -clp:NoSummary
mkdir -p "$(dirname "$OUT")"
exec "bench/KubeTask.Init.Bench/bin/$CONFIG/net10.0/KubeTask.Init.Bench" out/init/kubetask-init out/bench-git "$OUT" "${TRIES:-5}"
