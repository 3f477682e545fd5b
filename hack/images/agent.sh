#!/usr/bin/env bash
# Makes an agent's image without a container engine, as agents/NAME/Dockerfile would, from what npm has installed, kubetask-run, and this
# machine's own Debian files. Unlike that one it is without Go and gh. It needs `make publish-runner`, and `make agent-clis` for the agents
# of npm.
#
#   hack/images/agent.sh claude|codex|gemini|opencode|base     out/images/kubetask-agent-NAME.tar
#
#   KUBETASK_AGENT_CLIS=…                where npm has installed the agents (.local/clis)
#   IMG_REGISTRY=… IMG_ORG=… VERSION=…   the image is IMG_REGISTRY/IMG_ORG/kubetask-agent-NAME:VERSION
#                                        (quay.io, kubetask, the chart's version)
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${1:-} clis=${KUBETASK_AGENT_CLIS:-.local/clis}/node_modules runner=out/runner/kubetask-run
. hack/images/content.sh
case $name in
  claude) modules=(@anthropic-ai) ;;
  codex) modules=(@openai) ;;
  gemini) modules=(@google @lydell @github node-pty) ;;
  opencode) modules=(opencode-ai) ;;
  base) modules=() ;;
  *) echo "there is no agent \"$name\" here; there are claude, codex, gemini, opencode and base" >&2; exit 2 ;;
esac
[ -x $runner ] || { echo "$runner is missing; run make publish-runner" >&2; exit 1; }
[ "$name" = base ] || [ -e "$clis/.bin/$name" ] || { echo "npm has not installed $name in $clis; run make agent-clis" >&2; exit 1; }
mkdir -p out/images
folder=$(mktemp -d -p out/images)
folder=$(realpath "$folder")
trap 'rm -rf "$folder"' EXIT
chmod 0755 "$folder"

# Debian's packages, without their documentation. Links such as /bin are there already.
packages=(base-files bash dash coreutils grep sed findutils mawk diffutils git ca-certificates procps tar gzip less)
system() {
  install -d "$folder"/{usr/{bin,sbin,lib,lib64,local/{bin,lib/node_modules}},etc/ssl/certs,root}
  local link
  for link in bin sbin lib lib64; do ln -s usr/$link "$folder/$link"; done
  dpkg -L "${packages[@]}" | sort -u | grep -vE '^/usr/share/(doc|man|locale|info|bash-completion|lintian)/|^/(bin|sbin|lib|lib64)$' |
    while read -r file; do [ ! -f "$file" ] && [ ! -L "$file" ] || echo "${file#/}"; done >"$folder/.files"
  tar -C / --no-recursion -T "$folder/.files" -cf - | tar -C "$folder" --keep-directory-symlink -xf -
  rm "$folder/.files"
  ln -sf dash "$folder/usr/bin/sh" && ln -sf mawk "$folder/usr/bin/awk"
  install -t "$folder/etc/ssl/certs" /etc/ssl/certs/ca-certificates.crt
  local program
  for program in node kubectl; do install -D "$(command -v $program)" "$folder/usr/bin/$program"; done
}

libraries() { # every library that the programs load
  mapfile -t programs < <(find "$folder" -type f -perm -u+x)
  libraries_of "${programs[@]}"
}

agent() {
  local module
  for module in "${modules[@]}"; do cp -r --preserve=mode,links "$clis/$module" "$folder/usr/local/lib/node_modules/"; done
  [ "$name" = base ] || ln -s "../lib/node_modules/$(readlink "$clis/.bin/$name" | cut -c 4-)" "$folder/usr/local/bin/$name"
  install -t "$folder/usr/local/bin" $runner
}

user() {
  printf 'root:x:0:0:root:/root:/bin/bash\nagent:x:1000:1000::/home/agent:/bin/bash\n' >"$folder/etc/passwd"
  printf 'root:x:0:\nagent:x:1000:\n' >"$folder/etc/group"
  install -d -m 0770 -o 1000 -g 0 "$folder/home/agent" "$folder/workspace"
  install -d -m 1777 "$folder/tmp" "$folder/var/tmp"
}

system
agent
libraries
user
variables=(PATH=/usr/local/bin:/usr/bin:/bin HOME=/home/agent WORKSPACE_DIR=/workspace)
[ "$name" = base ] || variables+=("KUBETASK_AGENT=$name")
TITLE=kubetask-agent-$name DESCRIPTION='An agent that kubetask-run starts' \
  hack/images/archive.sh "$(image_name "agent-$name")" "$folder" "out/images/kubetask-agent-$name.tar" \
  /usr/local/bin/kubetask-run 1000:1000 "${variables[@]}"
printf '%s: out/images/kubetask-agent-%s.tar, %s MB%s\n' "$(image_name "agent-$name")" "$name" "$(du -sm "$folder" | cut -f1)" \
  "$([ "$name" = base ] || "$clis/.bin/$name" --version | sed 's/^/, version /')"
