# Git Contexts: repositories of a server on this machine, fetched by the init container on a real node, read and changed by agents of
# several users. hazards.md, rows 27 and 31.

word=word-$$-secret

repository() { # path, file, content
  local folder=$work/git/$1
  mkdir -p "$(dirname "$folder/$2")" && git -C "$folder" init -q -b main && printf '%s' "$3" >"$folder/$2" && git -C "$folder" add . &&
    git -C "$folder" -c user.name=e2e -c user.email=e2e@example.com commit -qm "$2"
}

git_server() {
  repository public README.md $'a public file\n' && repository private/guides guides/one.md $'a private guide\n' &&
    printf '#!/bin/sh\necho run\n' >"$work/git/public/run.sh" && chmod +x "$work/git/public/run.sh" &&
    ln -s README.md "$work/git/public/link" &&
    git -C "$work/git/public" add . && git -C "$work/git/public" -c user.name=e2e -c user.email=e2e@example.com commit -qm more || return
  python3 hack/e2e/git-server.py "$work/git" robot "$word" "$work/git.port" >"$work/git-server.log" 2>&1 &
  beside $!
  within 20 test -s "$work/git.port"
}

# An SSH server for this user, with one key that may come in. OpenSSH's client refuses to run as a user without a name, and the uid
# of an agent often has none.
ssh_server() {
  local folder=$work/ssh
  mkdir -p "$folder" /run/sshd && ssh-keygen -q -t ed25519 -N '' -f "$folder/host" && ssh-keygen -q -t ed25519 -N '' -f "$folder/deploy" &&
    cp "$folder/deploy.pub" "$folder/authorized" && free_port >"$folder/port" || return
  /usr/sbin/sshd -D -e -f /dev/null -p "$(cat "$folder/port")" -h "$folder/host" -o "AuthorizedKeysFile=$folder/authorized" -o UsePAM=no \
    -o StrictModes=no -o PidFile=none -o PermitRootLogin=yes >"$work/sshd.log" 2>&1 &
  beside $!
  within 20 ssh-keyscan -p "$(cat "$folder/port")" 127.0.0.1 >/dev/null
}

# Where pods reach this machine: GIT_HOST, or the gateway of the pods' network.
git_host() {
  if [ -n "${GIT_HOST:-}" ]; then echo "$GIT_HOST"; return; fi
  agent router "ip route | awk '/^default/ {print \$3}'" | k apply -f - >/dev/null && task router router | k apply -f - >/dev/null &&
    ended router Completed >/dev/null && log_of router
}

context() { # name, git
  printf 'apiVersion: kubetask.io/v1alpha1\nkind: Context\nmetadata: {name: %s}\nspec: {type: Git, git: %s}\n---\n' "$1" "$2"
}

git_objects() {
  local url
  url="http://$(git_host):$(cat "$work/git.port")" || return
  echo "$url"
  k create secret generic git-good --from-literal=username=robot --from-literal="password=$word" >/dev/null &&
    k create secret generic git-bad --from-literal=username=robot --from-literal="password=not-$word" >/dev/null &&
    {
      context public "{repository: $url/public}"
      context guides "{repository: $url/private/guides, path: guides, secretRef: {name: git-good}}"
      context wrong-ref "{repository: $url/public, ref: v9}"
      context wrong-password "{repository: $url/private/guides, secretRef: {name: git-bad}}"
      context no-password "{repository: $url/private/guides}"
      context wrong-path "{repository: $url/public, path: docs}"
      context nowhere '{repository: "http://127.0.0.1:9/public"}'
      agent fetcher 'true'
    } | k apply -f - >/dev/null
}

# What an agent prints of its two repositories, after it has changed each.
git_script='cd "$WORKSPACE_DIR"; echo "user $(id -u)"; cat git-public/README.md git-public/link playbook/one.md; sh -c git-public/run.sh;
  for f in git-public/README.md git-public/.git/config playbook/one.md; do echo changed >>$f && echo "changed $f"; done;
  touch git-public/new playbook/new git-public/.git/new && echo made; test ! -e playbook/.git && echo no .git;
  ls -A /kubetask-init 2>&1 || true'

fetched_by() { # name, podSecurityContext, uid
  agent "$1" "$git_script" "  podSpec: {podSecurityContext: $2}" | k apply -f - >/dev/null && task "$1" "$1" '  contexts:
    - {name: public}
    - {name: guides, mountPath: playbook}' | k apply -f - >/dev/null && ended "$1" Completed && echo || return
  has "$(log_of "$1")" "user $3" 'a public file' 'a private guide' run 'changed git-public/README.md' 'changed git-public/.git/config' \
    'changed playbook/one.md' made 'no .git' '/kubetask-init: No such file' &&
    is "public:$(git -C "$work/git/public" rev-parse HEAD) guides:$(git -C "$work/git/private/guides" rev-parse HEAD) " \
      "$(field task "$1" '{range .status.contexts[*]}{.name}:{.commit} {end}')"
}

ssh_objects_of_git() {
  local host port known
  host=$(log_of router) port=$(cat "$work/ssh/port")
  known="[$host]:$port $(cut -d ' ' -f 1,2 "$work/ssh/host.pub")"
  k create secret generic git-key --type=kubernetes.io/ssh-auth --from-file="ssh-privatekey=$work/ssh/deploy" \
    --from-literal="known_hosts=$known" >/dev/null &&
    k create secret generic git-changed --from-file="identity=$work/ssh/deploy" \
      --from-literal="known_hosts=[$host]:$port $(cut -d ' ' -f 1,2 "$work/ssh/deploy.pub")" >/dev/null &&
    {
      context by-ssh "{repository: 'ssh://$(id -un)@$host:$port$work/git/private/guides', secretRef: {name: git-key}}"
      context changed "{repository: 'ssh://$(id -un)@$host:$port$work/git/private/guides', secretRef: {name: git-changed}}"
      agent ssh-user 'cd "$WORKSPACE_DIR"; id -u; cat git-by-ssh/guides/one.md; touch git-by-ssh/new && echo made' \
        '  podSpec: {podSecurityContext: {runAsUser: 4321}}'
    } | k apply -f - >/dev/null
}
fetched_by_ssh() {
  task ssh-user ssh-user '  contexts: [{name: by-ssh}]' | k apply -f - >/dev/null && ended ssh-user Completed && echo &&
    has "$(log_of ssh-user)" 4321 'a private guide' made
}

git_event() { # Task
  has "$(k get events --field-selector "involvedObject.name=$1,reason=ContextsFetched" -o 'jsonpath={.items[*].message}')" \
    "$ns/public at commit $(git -C "$work/git/public" rev-parse HEAD)" && echo 'the commits are in an Event'
}

git_fails() { # Context, reason, part of the message
  task "fetch-$1" fetcher "  contexts: [{name: $1}]" | k apply -f - >/dev/null && ended "fetch-$1" Failed >/dev/null &&
    explained "fetch-$1" Failed && is "$2" "$(condition "fetch-$1" Failed reason)" >/dev/null &&
    has "$(condition "fetch-$1" Failed message)" "Context $ns/$1" "$3"
}

# The log of an init container is the container's own: kubectl shows the agent's by default.
git_not_leaked() {
  local everything pod
  everything=$(k get tasks,agents,contexts,jobs,pods,configmaps,events -o yaml; cat "$work"/*.log
    for pod in $(k get pods -o 'jsonpath={.items[*].metadata.name}'); do k logs "$pod" --all-containers --ignore-errors 2>/dev/null; done)
  has "$everything" 'kubetask-init' && has_not "$everything" "$word" "$(printf 'robot:%s' "$word" | base64 -w0)"
}

checks_git() {
  check 'a server with a public and a private repository' git_server
  check 'Contexts and Secrets apply; the image of the init container is the chart'\''s' git_objects
  check 'two repositories, one private: an agent of uid 1000' fetched_by git-1000 '{runAsUser: 1000}' 1000
  check 'the same for an agent of another uid' fetched_by git-2000 '{runAsUser: 2000, runAsGroup: 3000}' 2000
  check 'the same for an agent whose image is of root' fetched_by git-root '{}' 0
  check 'an Event names the commits' git_event git-1000
  check 'a wrong ref: GitRefNotFound' git_fails wrong-ref GitRefNotFound v9
  check 'a wrong password: GitAuthFailed' git_fails wrong-password GitAuthFailed Secret
  check 'no password: GitAuthFailed' git_fails no-password GitAuthFailed secretRef
  check 'a wrong path: GitPathNotFound' git_fails wrong-path GitPathNotFound docs
  check 'a server that does not answer: GitUnreachable' git_fails nowhere GitUnreachable 127.0.0.1
  check 'an SSH server with one deploy key' ssh_server
  check 'a Context over ssh applies' ssh_objects_of_git
  check 'over ssh, with a deploy key and known_hosts, as uid 4321' fetched_by_ssh
  check 'another host key: GitHostKeyChanged' git_fails changed GitHostKeyChanged known_hosts
  check 'no password in any log, Event or object' git_not_leaked
}
