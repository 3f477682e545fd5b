# What images are made of. Sourced by the scripts beside it; each sets $folder first.

no() { printf '%s\n' "$*" >&2; exit 1; }

image_name() { # name: as the chart calls it
  printf '%s/%s/kubetask-%s:%s' "${IMG_REGISTRY:-quay.io}" "${IMG_ORG:-kubetask}" "$1" "${VERSION:-$(chart_version)}"
}
chart_version() { sed -n 's/^appVersion: *"\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' charts/kubetask/Chart.yaml; }

libraries_of() { # file...: copies every library that they load; ldd fails on those that load none
  { ldd "$@" 2>/dev/null || true; } | grep -oE '/[^ ]+ \(' | tr -d ' (' | sort -u |
    while read -r library; do [ -e "$folder$library" ] || install -D "$library" "$folder$library"; done
}

certificates() { install -D -t "$folder/etc/ssl/certs" /etc/ssl/certs/ca-certificates.crt; }

# .NET loads OpenSSL when it is needed, so no program names it.
openssl_libraries() {
  local file libraries=/usr/lib/$(uname -m)-linux-gnu
  for file in "$libraries"/lib{ssl,crypto}.so.3; do
    install -D "$file" "$folder$file"
    libraries_of "$file"
  done
}

time_zones() { # those of this machine
  [ -e /usr/share/zoneinfo/Europe/Berlin ] || no '/usr/share/zoneinfo is missing; install tzdata'
  install -d "$folder/usr/share"
  cp -r /usr/share/zoneinfo "$folder/usr/share/"
  rm -rf "$folder"/usr/share/zoneinfo/{right,posix}
}

users() { # uid name: those of the image
  install -d "$folder/etc"
  printf 'root:x:0:0:root:/root:/sbin/nologin\n%s:x:%s:%s::/home/%s:/sbin/nologin\n' "$2" "$1" "$1" "$2" >"$folder/etc/passwd"
  printf 'root:x:0:\n%s:x:%s:\n' "$2" "$1" >"$folder/etc/group"
  install -d -m 1777 "$folder/tmp"
}
