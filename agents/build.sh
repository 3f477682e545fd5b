#!/usr/bin/env bash
# Builds the image of an agent, and first the base that it needs.
#
#   agents/build.sh NAME            for this machine, into its own images
#   agents/build.sh NAME --push     for linux/amd64 and linux/arm64, with docker buildx, to the registry
#
#   IMG_REGISTRY=… IMG_ORG=… VERSION=…   the image is IMG_REGISTRY/IMG_ORG/kubetask-agent-NAME:VERSION (quay.io, kubetask, dev)
#   DOCKER=…                             another program that takes the same arguments (docker)
#
# It builds kubetask-run, or kubetask-init, for each of the machines into out/agents; for another machine than this one, that machine's
# gcc must be there (packages gcc-aarch64-linux-gnu, gcc-x86-64-linux-gnu).
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-} push=${2:-} docker=${DOCKER:-docker} version=${VERSION:-dev}
names=$(for file in agents/*/Dockerfile; do basename "$(dirname "$file")"; done | paste -sd' ')
no() { printf '%s\n' "$*" >&2; exit 2; }
[ -n "$name" ] && [ -f "agents/$name/Dockerfile" ] || no "there is no agent \"$name\"; AGENT is one of: $names"
command -v "$docker" >/dev/null || no "$docker is not installed; it builds the images"
[ -z "$push" ] || [ "$docker" != docker ] || docker buildx version >/dev/null 2>&1 ||
  no 'docker has no buildx; images for two machines need it'

image() { # name
  local prefix=kubetask-agent-
  [ "$1" != init ] || prefix=kubetask-
  printf '%s/%s/%s%s:%s' "${IMG_REGISTRY:-quay.io}" "${IMG_ORG:-kubetask}" "$prefix" "$1" "$version"
}

programs() { # kubetask-run or kubetask-init of each machine, where the Dockerfile takes it from
  local machines each
  case $(uname -m) in x86_64) machines=amd64 ;; aarch64) machines=arm64 ;; *) no "no image is built for $(uname -m)" ;; esac
  [ -z "$push" ] || machines='amd64 arm64'
  for each in $machines; do
    make --no-print-directory "publish-$1" "RID=linux-${each/amd/x}" >&2
    if [ "$1" = init ]; then
      rm -rf "out/agents/$each/init"
      install -D -t "out/agents/$each/init" out/init/kubetask-init out/init/libgit2-*.so
    else install -D -t "out/agents/$each" out/runner/kubetask-run; fi
  done
}

build() { # name
  local arguments=(--file "agents/$1/Dockerfile" --tag "$(image "$1")" --build-arg "VERSION=$version"
    --build-arg "BASE_IMAGE=$(image base)") line
  while read -r line; do arguments+=(--build-arg "$line"); done < <(grep -E '^[A-Z]' agents/versions.env)
  if [ -n "$push" ]; then "$docker" buildx build --platform linux/amd64,linux/arm64 --push "${arguments[@]}" .
  else DOCKER_BUILDKIT=1 "$docker" build "${arguments[@]}" .; fi
}

if [ "$name" = init ]; then programs init
elif grep -q BASE_IMAGE "agents/$name/Dockerfile"; then
  programs runner
  build base
elif [ "$name" = base ]; then programs runner
fi
build "$name"
