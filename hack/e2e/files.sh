# Files and folders, opened as the user that runs the agent; the environment; the container that kubectl means.
# hazards.md, rows 58 to 60.

# Files that exist when the agent starts, and every folder above them in the workspace.
files='src/docs/AGENTS.md src/AGENTS.md guides/all/one.md .config/keys/token /creds/default /creds/owner /creds/script /creds/all/token'
folders='. src src/docs guides .config .config/keys tools'

file_objects() {
  k create secret generic files --from-literal=token=secret --from-literal=script=$'#!/bin/sh\necho the script runs' >/dev/null &&
    k create service clusterip noise --tcp=80:80 >/dev/null && k apply -f - >/dev/null <<'C'
apiVersion: v1
kind: ConfigMap
metadata: {name: file-guides}
data: {one.md: "the first guide\n"}
---
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: file-guides}
spec: {type: ConfigMap, configMap: {name: file-guides}}
---
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: file-rules}
spec: {type: Inline, inline: {content: be kind}}
C
}

# What an agent prints: who it is, the mode of each file that it could read, each folder in which it could write.
inspect="cd \"\$WORKSPACE_DIR\"; echo \"user \$(id -u)\";
  for f in $files; do cat \$f >/dev/null && echo \"read \$f \$(stat -L -c %a \$f)\"; done;
  for d in $folders; do touch \$d/new && mkdir \$d/below && touch \$d/below/new && rm -r \$d/below && echo \"wrote in \$d\"; done;
  mv new src/docs/moved && echo moved; /creds/script; touch guides/all/new || echo guides/all is read-only; true"

inspector() { # name, podSecurityContext
  agent "$1" "$inspect" "  credentials:
    - {name: default, secretRef: {name: files, key: token}, mountPath: /creds/default}
    - {name: owner, secretRef: {name: files, key: token}, mountPath: /creds/owner, fileMode: 0400}
    - {name: script, secretRef: {name: files, key: script}, mountPath: /creds/script, fileMode: 0500}
    - {name: folder, secretRef: {name: files}, mountPath: /creds/all, fileMode: 0400}
    - {name: inside, secretRef: {name: files, key: token}, mountPath: .config/keys/token}
  podSpec:
    podSecurityContext: $2
    volumes: [{name: cache, emptyDir: {}}]
    volumeMounts: [{name: cache, mountPath: tools/cache}]"
}

opened_by() { # name, podSecurityContext, uid, modes of the credentials default, owner, script
  local lines=() file folder log
  inspector "$1" "$2" | k apply -f - >/dev/null && task "$1" "$1" '  contexts:
    - {name: file-rules, mountPath: src/docs/AGENTS.md}
    - {name: file-rules, mountPath: src/AGENTS.md}
    - {name: file-guides, mountPath: guides/all}' | k apply -f - >/dev/null && ended "$1" Completed && echo || return
  log=$(log_of "$1")
  for file in $files; do lines+=("read $file "); done
  for folder in $folders; do lines+=("wrote in $folder"); done
  has "$log" "user $3" "${lines[@]}" "read /creds/default $4" "read /creds/owner $5" "read /creds/all/token $5" \
    "read /creds/script $6" moved 'the script runs' 'guides/all is read-only' && printf '%s files, %s folders; modes %s %s %s' \
    "$(wc -w <<<"$files")" "$(wc -w <<<"$folders")" "$4" "$5" "$6"
}

# The ssh-keygen of this machine reads a key as ssh does. The agent gets it from the node, if that is this machine.
key_accepted() { # name, podSecurityContext
  local usr='{name: usr, readOnly: true'
  agent "$1" 'id -u; /usr/bin/ssh-keygen -y -f /keys/default && /usr/bin/ssh-keygen -y -f /keys/all/id' "  credentials:
    - {name: default, secretRef: {name: ssh, key: id}, mountPath: /keys/default}
    - {name: folder, secretRef: {name: ssh}, mountPath: /keys/all, fileMode: 0400}
  podSpec:
    podSecurityContext: $2
    volumes: [{name: usr, hostPath: {path: /usr}}]
    volumeMounts: [$usr, mountPath: /usr}, $usr, mountPath: /lib, subPath: lib}, $usr, mountPath: /lib64, subPath: lib64}]" |
    k apply -f - >/dev/null && task "$1" "$1" '  contexts: [{name: users, mountPath: /etc/passwd}]' | k apply -f - >/dev/null &&
    ended "$1" Completed && echo && is 2 "$(log_of "$1" | grep -cF "$(cut -d ' ' -f 2 "$work/key.pub")")" && echo ' times the public key'
}
ssh_objects() {
  ssh-keygen -q -t ed25519 -N '' -C e2e -f "$work/key" && k create secret generic ssh --from-file="id=$work/key" >/dev/null &&
    k apply -f - >/dev/null <<'C'
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: users}
spec: {type: Inline, inline: {content: "root:x:0:0::/:/bin/sh\nagent:x:1000:1000::/:/bin/sh\n"}}
C
}

variables() { # name, podSpec: prints how many variables are about the Service noise
  agent "$1" 'env | grep -c ^NOISE_; true' "  podSpec: $2" | k apply -f - >/dev/null && task "$1" "$1" | k apply -f - >/dev/null &&
    ended "$1" Completed >/dev/null && log_of "$1"
}
no_links() { is 0 "$(variables unlinked '{}')"; }
links() { local count; count=$(variables linked '{enableServiceLinks: true}') && printf '%s variables' "$count" && [ "$count" -gt 0 ]; }

default_container() {
  local path='{.items[*].metadata.annotations.kubectl\.kubernetes\.io/default-container}'
  is agent "$(k get pods -l kubetask.io/task=unlinked -o "jsonpath=$path")"
}

checks_files() {
  check 'a Secret, a Service, Contexts and a ConfigMap apply' file_objects
  check 'user 1000 opens its files and writes in its folders' opened_by by-1000 '{runAsUser: 1000, runAsGroup: 1000}' 1000 644 444 555
  check 'so does user 65532 without a group of its own' opened_by by-65532 '{runAsUser: 65532, runAsNonRoot: true}' 65532 644 444 555
  check 'so does user 1000 with an fsGroup' opened_by by-group '{runAsUser: 1000, runAsGroup: 1000, fsGroup: 2000}' 1000 640 440 550
  check 'so does the user of the image' opened_by by-image '{}' 0 644 444 555
  check 'so does root, and the modes stay as they are' opened_by by-root '{runAsUser: 0}' 0 600 400 500
  if command -v ssh-keygen >/dev/null && k get node localhost >/dev/null 2>&1; then
    check 'a Secret with an ssh key applies' ssh_objects
    check 'ssh accepts the key of user 1000' key_accepted ssh-1000 '{runAsUser: 1000, runAsGroup: 1000}'
    check 'ssh accepts the key of user 1000 with an fsGroup' key_accepted ssh-group '{runAsUser: 1000, runAsGroup: 1000, fsGroup: 2000}'
    check 'ssh accepts the key of root' key_accepted ssh-root '{runAsUser: 0}'
  else
    row skipped 'the node is not this machine, or has no ssh-keygen' 0 ''
  fi
  check 'no variable is about a Service of the namespace' no_links
  check 'unless the Agent says so' links
  check 'kubectl means the container of the agent' default_container
}
