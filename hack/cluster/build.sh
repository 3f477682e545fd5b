#!/usr/bin/env bash
# Builds the programs of a Kubernetes cluster from Debian packages, once. Kubernetes is 1.20.2, the newest version whose whole source is in
# Debian, and is built with the Go of the same Debian release. etcd, containerd, runc and the CNI plugins are Debian's own builds. Nothing
# is installed in the system.
#
#   hack/cluster/build.sh          into ${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-~/.cache}/kubetask-cluster}/bin
#
# Two cores take 5 to 10 minutes. Programs that exist are not built again.
set -euo pipefail
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}
bin=$home/bin root=$home/root gopath=$home/gopath apt=$home/apt
servers=(kube-apiserver kube-controller-manager kube-scheduler kubelet)
taken=(etcd containerd containerd-shim-runc-v2 ctr runc busybox pause)
packages=(golang-1.19-go golang-1.19-src etcd-server containerd runc containernetworking-plugins busybox-static
  golang-github-modern-go-reflect2-dev)

complete() {
  local program
  for program in "${servers[@]}" "${taken[@]}"; do [ -x "$bin/$program" ] || return 1; done
  [ -x "$root/usr/lib/cni/ptp" ]
}

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

apt_get() { # apt-get with lists and sources of its own, so that the system's lists stay unchanged
  apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/sources" -o Dir::State::lists="$apt/lists" \
    -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root -o Acquire::Retries=3 -qq "$@"
}

sources() { # the system's own mirror, including its source packages
  mkdir -p "$apt"/{sources,lists/partial,cache/archives/partial}
  sed 's/^Types:.*/Types: deb deb-src/' /etc/apt/sources.list.d/debian.sources >"$apt/sources/debian.sources"
}

fetch() {
  rm -rf "$home/debs" "$home/dl" && mkdir -p "$home/debs" "$home/dl" "$root" "$gopath/src/k8s.io"
  apt_get update
  (cd "$home/debs" && apt_get download "${packages[@]}")
  local package
  for package in "$home"/debs/*.deb; do dpkg -x "$package" "$root"; done
  if [ ! -d "$1" ]; then
    (cd "$home/dl" && apt_get source kubernetes >/dev/null)
    mv "$home"/dl/kubernetes-1.20*/ "$1"
  fi
}

mend() { # patches the source package so that it works with this Go
  # Its copy of reflect2 reads the internals of maps as they were before Go 1.18, which crashes the API server. Debian's own copy is newer.
  local theirs=vendor/github.com/modern-go/reflect2
  if [ ! -f $theirs/go_above_118.go ]; then
    rm -f $theirs/*
    cp "$root"/usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} $theirs/
  fi
  # The package lacks one generated file.
  [ ! -f pkg/generated/openapi/zz_generated.openapi.go ] || return 0
  local inputs
  inputs=$(grep -rl --include='*.go' '+k8s:openapi-gen=' staging/src/k8s.io pkg cmd plugin |
    grep -vE '(code-generator|sample-apiserver)/|_test\.go|zz_generated' |
    xargs -n1 dirname | LC_ALL=C sort -u |
    sed 's,^staging/src/,k8s.io/kubernetes/vendor/,; t; s,^,k8s.io/kubernetes/,' | paste -sd,)
  go build -o "$home/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  "$home/openapi-gen" --logtostderr -i "$inputs" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
    -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$home/openapi-violations.txt" 2>/dev/null
}

build() {
  local package version=v1.20.2 flags='-s -w' server
  for package in vendor/k8s.io/client-go/pkg/version vendor/k8s.io/component-base/version; do
    flags+=" -X k8s.io/kubernetes/$package.gitVersion=$version"
    flags+=" -X k8s.io/kubernetes/$package.gitMajor=1 -X k8s.io/kubernetes/$package.gitMinor=20"
    flags+=" -X k8s.io/kubernetes/$package.gitTreeState=archive -X k8s.io/kubernetes/$package.buildDate=2021-01-13T13:20:00Z"
  done
  for server in "${servers[@]}"; do
    if [ ! -x "$bin/$server" ]; then
      go build -trimpath -ldflags "$flags" -o "$bin/$server.new" "./cmd/$server"
      mv "$bin/$server.new" "$bin/$server"
    fi
    say "built $server"
  done
  gcc -Os -static -DVERSION=3.2 -o "$bin/pause" build/pause/linux/pause.c
}

! complete || exit 0
mkdir -p "$bin"
exec 9>"$home/build.lock"
flock 9
! complete || exit 0
say "building Kubernetes into $home (once; 5 to 10 minutes on two cores)"
export GOROOT=$root/usr/lib/go-1.19 GOPATH=$gopath GOCACHE=$home/gocache GO111MODULE=off GOFLAGS='' GOPROXY=off CGO_ENABLED=0
export PATH=$GOROOT/bin:$PATH
sources
fetch "$gopath/src/k8s.io/kubernetes"
say 'fetched the packages'
cd "$gopath/src/k8s.io/kubernetes"
mend
say 'generated the OpenAPI of its types'
build
cp -f "$root"/usr/bin/{etcd,containerd,containerd-shim-runc-v2,ctr} "$root/usr/sbin/runc" "$bin/"
cp -f "$root"/usr/bin/busybox "$bin/" 2>/dev/null || cp -f "$root/bin/busybox" "$bin/"
rm -rf "$home/gocache" "$home/debs" "$home/dl"
complete || { echo 'a program is missing after the build' >&2; exit 1; }
say 'done'
