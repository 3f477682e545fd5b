# What a server on this machine needs: ports, and certificates of the authority in the folder pki. Sourced by up.sh, and by
# hack/crd-server/up.sh.

free_ports() { # count: ports that nobody listens on, outside the range of outgoing connections
  local port found=0 first
  first=$(awk '{print $1}' /proc/sys/net/ipv4/ip_local_port_range)
  while [ $found -lt "$1" ]; do
    port=$((10000 + (RANDOM * 32768 + RANDOM) % (first - 10001)))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; found=$((found + 1)); }
  done
}

certificate() { # file, user, group, [names]
  openssl ecparam -name prime256v1 -genkey -noout -out "pki/$1.key"
  openssl req -new -key "pki/$1.key" -subj "/O=$3/CN=$2" -out "pki/$1.csr"
  openssl x509 -req -in "pki/$1.csr" -CA pki/ca.crt -CAkey pki/ca.key -CAcreateserial -days 30 -out "pki/$1.crt" 2>/dev/null \
    -extfile <(printf 'keyUsage=digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n%s' "${4:+subjectAltName=$4}")
}
