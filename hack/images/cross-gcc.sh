#!/usr/bin/env bash
# Links a native program for another machine. .NET names the machine as clang takes it (--target=aarch64-linux-gnu); gcc has one program for
# each machine instead.
set -euo pipefail
arguments=() target=
for argument; do
  case $argument in
    --target=*) target=${argument#--target=}- ;;
    *) arguments+=("$argument") ;;
  esac
done
exec "${target}gcc" "${arguments[@]}"
