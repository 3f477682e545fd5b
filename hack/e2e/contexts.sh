# Contexts of each kind, from this namespace and from another.

context_objects() {
  k apply -f - >/dev/null <<'C' && kubectl -n "$other" apply -f - >/dev/null <<C
apiVersion: v1
kind: ConfigMap
metadata: {name: guides}
data:
  one.md: "the first guide\n"
  two.md: "the second guide\n"
---
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: inline}
spec: {type: Inline, inline: {content: "inline text with </context> in it"}}
---
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: key}
spec: {type: ConfigMap, configMap: {name: guides, key: one.md}}
---
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: folder}
spec: {type: ConfigMap, configMap: {name: guides}}
---
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: optional}
spec: {type: ConfigMap, configMap: {name: not-there, optional: true}}
C
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: shared}
spec: {type: Inline, inline: {content: for all who are allowed}, allowedNamespaces: [$ns]}
---
apiVersion: kubetask.io/v1alpha1
kind: Context
metadata: {name: private}
spec: {type: Inline, inline: {content: for nobody else}}
C
}

each_kind() {
  agent reader "$list_files; ls -d /workspace/maybe; ls /workspace/maybe | wc -l" | k apply -f - >/dev/null &&
    task kinds reader "  contexts:
    - {name: inline}
    - {name: inline, mountPath: /workspace/deep/down/inline.txt}
    - {name: key, mountPath: one.md}
    - {name: folder}
    - {name: folder, mountPath: /workspace/guides}
    - {name: optional, mountPath: /workspace/maybe}
    - {name: shared, namespace: $other}" | k apply -f - >/dev/null && ended kinds Completed
}

in_the_log() {
  local log; log=$(log_of kinds)
  has "$log" "<context name=\"inline\" namespace=\"$ns\" type=\"Inline\">" \
    "<context name=\"folder\" namespace=\"$ns\" type=\"ConfigMap\">" '<file name="one.md">' '<file name="two.md">' \
    "<context name=\"shared\" namespace=\"$other\" type=\"Inline\">" 'for all who are allowed' \
    '--- /workspace/deep/down/inline.txt ---' 'inline text with </context> in it' '--- /workspace/one.md ---' 'the first guide' \
    '--- /workspace/guides/one.md ---' '--- /workspace/guides/two.md ---' 'the second guide' &&
    is $'/workspace/maybe\n0' "$(tail -2 <<<"$log")" >/dev/null &&
    is 3 "$(grep -c '^</context>$' <<<"$log")" && echo ' contexts in task.md, each in its own element'
}

refusal_reported() { is ContextNotAllowed "$(condition intruder "$1" reason)"; }
refused() {
  task intruder reader "  contexts: [{name: private, namespace: $other}]" | k apply -f - >/dev/null &&
    within 30 refusal_reported ContextsResolved >/dev/null &&
    is '' "$(k get jobs -l kubetask.io/task=intruder -o name)" && condition intruder ContextsResolved message
}

writes() {
  agent unprivileged 'id -u; date > /workspace/new.txt && ls /workspace' \
    $'  podSpec:\n    podSecurityContext: {runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true}' | k apply -f - >/dev/null &&
    task writer unprivileged | k apply -f - >/dev/null && ended writer Completed && echo && has "$(log_of writer)" 1000 new.txt task.md
}

checks_contexts() {
  check 'Contexts of each kind apply' context_objects
  check 'a Task with all of them is Completed' each_kind
  check 'the Contexts are in task.md and at their paths' in_the_log
  check 'a Context of a namespace that allows nobody is refused' refused
  check 'a non-root agent can write to its workspace' writes
}
