#!/usr/bin/env bash
# Builds the images of the scaler, of the functions in each of their runtimes, and of the init container.
#
#   hack/images/docker.sh              for this machine, into its own images
#   hack/images/docker.sh --push       for linux/amd64 and linux/arm64, with docker buildx, to the registry
#
#   NAME=…                               one of them: scaler, functions, functions-worker, functions-custom-handler or init
#   IMG_REGISTRY=… IMG_ORG=… VERSION=…   the images are IMG_REGISTRY/IMG_ORG/kubetask-NAME:VERSION (quay.io, kubetask, the chart's)
#   DOCKER=…                             another program that takes the same arguments (docker)
set -euo pipefail
cd "$(dirname "$0")/../.."
. hack/images/content.sh
push=${1:-} docker=${DOCKER:-docker} names=(scaler functions functions-worker functions-custom-handler init)
[ -z "$push" ] || [ "$push" = --push ] || no "$push: is no argument of this program; there is --push"
[ -z "${NAME:-}" ] || [[ " ${names[*]} " = *" $NAME "* ]] || no "there is no image \"$NAME\"; NAME is one of: ${names[*]}"
command -v "$docker" >/dev/null || no "$docker is not installed; it builds the images"
[ -z "$push" ] || [ "$docker" != docker ] || docker buildx version >/dev/null 2>&1 ||
  no 'docker has no buildx; images for two machines need it'

build() { # name
  local file target=() arguments=() line
  case $1 in
    scaler) file=keda/Dockerfile ;;
    init) VERSION=${VERSION:-$(chart_version)} DOCKER=$docker agents/build.sh init $push; return ;;
    *) file=functions/Dockerfile target=(--target "$1") ;;
  esac
  while read -r line; do arguments+=(--build-arg "$line"); done < <(grep -E '^[A-Z]' agents/versions.env)
  arguments+=(--file "$file" "${target[@]}" --tag "$(image_name "$1")" --build-arg "VERSION=${VERSION:-$(chart_version)}")
  if [ -n "$push" ]; then "$docker" buildx build --platform linux/amd64,linux/arm64 --push "${arguments[@]}" .
  else DOCKER_BUILDKIT=1 "$docker" build "${arguments[@]}" .; fi
}

for name in ${NAME:-"${names[@]}"}; do build "$name"; done
