#!/usr/bin/env bash
# Builds the API server of CRDs alone, as of Kubernetes's newest version in Debian: k8s.io/apiextensions-apiserver of Debian sid, with
# the Go of sid. etcd is Debian's own build. Nothing is installed in the system, and root is not needed.
#
#   hack/crd-server/build.sh       into ${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-~/.cache}/kubetask-cluster}/crd-server/bin
#
# One core takes 8 minutes, one of them for the download (370 MB). Programs that exist are not built again; delete the folder for a newer
# version.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=${KUBETASK_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/kubetask-cluster}/crd-server
bin=$home/bin root=$home/root apt=$home/apt
source=golang-k8s-apiextensions-apiserver-dev

complete() { [ -x "$bin/etcd" ] && [ -x "$bin/apiextensions-apiserver" ] && [ -s "$bin/version" ]; }
say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

apt_get() { # apt-get with lists and sources of its own, for which no package is installed
  apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/sources" -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" -o Debug::NoLocking=1 \
    -o APT::Sandbox::User=root -o APT::Install-Recommends=false -o Acquire::Retries=3 -qq "$@"
}

sources() { # the first of the system's own mirrors that isn't for security, with sid
  mkdir -p "$apt"/{sources,lists/partial,cache/archives/partial}
  : >"$apt/status"
  awk -v RS='' '/URIs:/ && !/security/ && !found++' /etc/apt/sources.list.d/debian.sources |
    sed 's/^Types:.*/Types: deb/; s/^Suites:.*/Suites: sid/; s/^Components:.*/Components: main/' >"$apt/sources/sid.sources"
  apt_get update -o APT::Update::Error-Mode=any ||
    fail "the mirror $(sed -n 's/^URIs: *//p' "$apt/sources/sid.sources") has no Debian sid, or can't be reached"
}

fetch() { # the server's sources, Go and etcd, with the Go packages that they need; no libraries, because all of it is Go
  local needed packages package
  needed=$(apt_get install --print-uris --yes $source golang-go etcd-server) || fail "Debian sid can't provide $source now; see above"
  mapfile -t packages < <(sed -n "s/^'[^']*' \(golang-[^_]*\|etcd-server\)_.*/\1/p" <<<"$needed" | grep -vx golang-golang-x-tools)
  rm -rf "$home/debs" "$root" && mkdir -p "$home/debs" "$root"
  say "fetching ${#packages[@]} packages"
  (cd "$home/debs" && apt_get download "${packages[@]}") || fail "Debian sid's packages can't be downloaded now; see above"
  for package in "$home"/debs/*.deb; do dpkg -x "$package" "$root"; done
  dpkg-deb -f "$home"/debs/${source}_*.deb Version >"$home/version.new"
}

build() { # version: of Kubernetes
  local go=("$root"/usr/lib/go-*/bin/go) module=k8s.io/component-base/version
  local number=${1#v} flags='-s -w'
  flags+=" -X $module.gitVersion=$1 -X $module.gitMajor=${number%%.*} -X $module.gitTreeState=archive"
  flags+=" -X $module.gitMinor=$(cut -d. -f2 <<<"$number")"
  export GOROOT=${go[-1]%/bin/go} GOPATH=$root/usr/share/gocode GOCACHE=$home/gocache HOME=$home/gocache
  export GO111MODULE=off GOFLAGS='' GOPROXY=off GOTOOLCHAIN=local CGO_ENABLED=0
  say "building Kubernetes $1's API server of CRDs with $("${go[-1]}" env GOVERSION)"
  "${go[-1]}" build -trimpath -ldflags "$flags" -o "$bin/apiextensions-apiserver.new" k8s.io/apiextensions-apiserver
  mv "$bin/apiextensions-apiserver.new" "$bin/apiextensions-apiserver"
}

! complete || exit 0
why=$("$here/possible.sh") || fail "the CRD server can't be built here: $why"
mkdir -p "$bin"
exec 9>"$home/build.lock"
flock 9
! complete || exit 0
say "building into $home (once; 8 minutes on one core)"
sources
fetch
# The libraries of Kubernetes 1.36.4 have the version 0.36.4.
version=v1.$(sed -E 's/^([0-9]+:)?0\.([0-9.]+).*/\2/' "$home/version.new")
build "$version"
cp -f "$root/usr/bin/etcd" "$bin/"
"$bin/etcd" --version >/dev/null || fail "sid's etcd doesn't run on this system; see above"
echo "$version" >"$bin/version"
rm -rf "$home/gocache" "$home/debs" "$home/root" "$apt" "$home/version.new"
say "built Kubernetes $version's API server of CRDs"
