# Real agents in pods, as a user without rights: Claude Code and Codex, from images with kubetask-run, against a model on this machine that
# does what a script says. They use tools, change a file, and call MCP servers. hazards.md, row 31.

agents_word=word-$$-token
agent_tokens='"tokens":{"input":100,"cacheRead":40,"cacheWrite":20,"output":30,"reasoning":10}'
agent_image() { printf "$AGENT_IMAGES" "$1"; }

# Agents whose images the nodes have. AGENTS names those of a registry.
agents_there() {
  local images name
  images=$(kubectl get nodes -o 'jsonpath={.items[*].status.images[*].names}')
  for name in ${AGENTS-claude codex}; do
    [ -z "${AGENTS:-}" ] && ! grep -qF "\"$(agent_image "$name")\"" <<<"$images" || printf '%s ' "$name"
  done
}

agent_host() { git_host | tee "$work/agents-host" && [ -s "$work/agents-host" ]; }

agent_step() { printf '{"call":"%s","arguments":%s,%s,%s}' "$1" "$2" "${3:-\"server\":null}" "$agent_tokens"; } # tool, arguments, server

# The gateway of the pods' network is an address of this machine only while there is a pod, so it listens on all.
agent_model() { # agent: starts its model
  local look='cat made.txt; id -u; touch /usr/made || true' answer="{\"answer\":\"The file is there.\",$agent_tokens}"
  local near far steps log=$work/model-$1.log
  near=$(agent_step recall '{}' '"server":"near"') far=$(agent_step recall '{}' '"server":"far"')
  case $1 in
    claude) steps=("$(agent_step Write '{"file_path":"/workspace/made.txt","content":"made by a tool\n"}')"
      "$(agent_step Bash "{\"command\":\"$look\",\"description\":\"Looks at the file\"}")") ;;
    codex) steps=("$(agent_step exec_command "{\"cmd\":\"echo made by a tool > made.txt\"}")"
      "$(agent_step exec_command "{\"cmd\":\"$look\"}")") ;;
  esac
  "$model_server" 0.0.0.0:0 "${steps[@]}" "$near" "$far" "$answer" >"$log" 2>&1 &
  beside $!
}
agent_model_at() { sed -n "s/^$2 //p" "$work/model-$1.log" | sed "s,/$,,; s,0\.0\.0\.0,$agents_host,"; } # agent, "MCP on" or "listening on"

agent_servers() {
  k create secret generic agent-keys --from-literal="token=$agents_word" >/dev/null &&
    k create configmap mcp-server --from-file=server.mjs=tests/KubeTask.Local.Tests/RealAgents/mcp-server.mjs >/dev/null
}

agent_objects() { # agent
  local name=$1 url mcp variable more=
  url=$(agent_model_at "$name" 'listening on') mcp=$(agent_model_at "$name" 'MCP on')
  local variables=(ANTHROPIC_BASE_URL="$url" CLAUDE_CODE_MAX_RETRIES=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 ENABLE_TOOL_SEARCH=false)
  if [ "$name" = codex ]; then
    variables=()
    more="  command: [kubetask-run, --, -m, gpt-5, -c, model_provider=stub, -c, $(
      printf "'model_providers.stub={name=\"stub\",base_url=\"%s/v1\",env_key=\"CODEX_API_KEY\",wire_api=\"responses\"}'" "$url")]"
  fi
  k create secret generic "$name-settings" --from-literal=none= "${variables[@]/#/--from-literal=}" >/dev/null || return
  {
    printf 'apiVersion: kubetask.io/v1alpha1\nkind: Agent\nmetadata: {name: %s}\nspec:\n  agentImage: %s\n' "$name" "$(agent_image "$name")"
    printf '  imagePullPolicy: IfNotPresent\n  serviceAccountName: %s\n%s\n  credentials:\n' "$agents" "$more"
    for variable in ANTHROPIC_API_KEY CODEX_API_KEY TOKEN; do
      printf '    - {name: %s, secretRef: {name: agent-keys, key: token}, env: %s}\n' "$(tr A-Z_ a-z- <<<$variable)" $variable
    done
    for variable in "${variables[@]%%=*}"; do
      printf '    - {name: %s, secretRef: {name: %s-settings, key: %s}, env: %s}\n' \
        "$(tr A-Z_ a-z- <<<"$variable")" "$name" "$variable" "$variable"
    done
    printf '  podSpec: {podSecurityContext: {runAsNonRoot: true}}\n---\n'
    cat <<C
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: mcp-server}
spec: {type: ConfigMap, configMap: {name: mcp-server, key: server.mjs}}
---
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: $name-tools}
spec:
  type: MCP
  mcp:
    servers:
      - name: near
        command: node
        args: [/workspace/server.mjs, "--token=\${TOKEN}"]
        env: {TOKEN: "\${TOKEN}", KEY: "key \${TOKEN}"}
      - name: far
        url: $mcp
        headers: {Authorization: "Bearer \${TOKEN}"}
C
  } | k apply -f - >/dev/null && echo "$url $mcp"
}

agent_digest() { printf %s "$1" | sha256sum | cut -c 1-12; }

agent_ended() { grep -qE 'Completed|Failed' <<<"$(field task "$1" '{.status.phase}')"; }
agent_done() { # agent
  task "real-$1" "$1" "  contexts: [{name: mcp-server, mountPath: server.mjs}, {name: $1-tools}]" | k apply -f - >/dev/null &&
    within 120 agent_ended "real-$1" >/dev/null || return
  ended "real-$1" Completed 0 >/dev/null || { log_of "real-$1"; field task "real-$1" '{.status.message}'; return 1; }
  is 'The file is there.' "$(field task "real-$1" '{.status.result}')"
}
# Claude reports what it wrote to the cache; with Codex that is part of the input.
agent_used() { # agent, tokens
  is "$2" "$(field task "real-$1" \
    '{.status.usage.inputTokens} {.status.usage.cacheReadTokens} {.status.usage.outputTokens} {.status.usage.totalTokens}')"
}
agent_tools() { # agent
  local log; log=$(log_of "real-$1")
  has "$log" 'made by a tool' 1000 && has "$log" '/usr/made' && echo 'as uid 1000, which may not write to /usr'
}
agent_mcp() { # agent
  has "$(log_of "real-$1")" 'from afar' \
    "TOKEN $(agent_digest "$agents_word") KEY $(agent_digest "key $agents_word") ARG $(agent_digest "--token=$agents_word")" &&
    if [ "$1" = claude ]; then is True "$(condition real-claude MCPReady status)" >/dev/null; fi && echo 'stdio and http'
}

agents_not_leaked() {
  local everything pod
  everything=$(k get tasks,agents,contexts,jobs,pods,configmaps,events -o yaml; cat "$work"/*.log
    for pod in $(k get pods -o 'jsonpath={.items[*].metadata.name}'); do k logs "$pod" --all-containers --ignore-errors 2>/dev/null; done)
  has "$everything" 'made by a tool' && has_not "$everything" "$agents_word" "$(printf %s "$agents_word" | base64 -w0)"
}

checks_agents() {
  local name there model_server=local/KubeTask.ModelServer/bin/$CONFIG/net10.0/kubetask-model-server agents_host=
  there=$(agents_there)
  for name in claude codex; do
    [[ " $there" = *" $name "* ]] || echo "$name IS LEFT OUT: no node has $(agent_image $name). hack/images/agent.sh $name makes it."
  done
  [ -n "$there" ] || { echo 'NO REAL AGENT IS CHECKED'; return; }
  check 'the model server is built' silently dotnet build local/KubeTask.ModelServer -c "$CONFIG" -v quiet -nologo
  check 'where pods reach this machine' agent_host
  agents_host=$(cat "$work/agents-host")
  check 'a Secret, and an MCP server in a ConfigMap' agent_servers
  for name in $there; do
    agent_model "$name"
    check "$name: a model that follows a script" within 20 grep '^listening on' "$work/model-$name.log"
    check "$name: its Agent and its Contexts apply" agent_objects "$name"
    check "$name: a Task is Completed, with its result" agent_done "$name"
    check "$name: input, cache, output and total in status.usage" \
      agent_used "$name" "$([ "$name" = claude ] && echo 500 || echo 600) 200 150 950"
    check "$name: a tool has changed a file" agent_tools "$name"
    check "$name: it called both MCP servers with their secret" agent_mcp "$name"
  done
  check 'the key is in no ConfigMap, Job, status, Event or log' agents_not_leaked
}
