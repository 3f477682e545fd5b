#!/bin/sh
# Installs what a native program for a machine is linked with: in the build stage of a Dockerfile, as root, on Debian or Ubuntu.
#
#   hack/images/toolchain.sh amd64|arm64
set -eu
packages='make gcc libc6-dev zlib1g-dev'
if [ "$1" != "$(dpkg --print-architecture)" ]; then
  case $1 in
    arm64) packages="make gcc-aarch64-linux-gnu libc6-dev-arm64-cross" ;;
    amd64) packages="make gcc-x86-64-linux-gnu libc6-dev-amd64-cross" ;;
    *) echo "no image is built for $1; there are amd64 and arm64" >&2; exit 2 ;;
  esac
fi
apt-get -qq update
# shellcheck disable=SC2086 # these are several words
apt-get -qq install -y --no-install-recommends $packages >/dev/null
rm -rf /var/lib/apt/lists/*
