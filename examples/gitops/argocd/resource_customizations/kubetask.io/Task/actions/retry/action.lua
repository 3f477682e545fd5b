-- Creates a new Task with the same spec, because a Task that has ended doesn't change. The new name follows from the old one, so
-- that asking twice creates one Task: <name>-retry-1, and <name>-retry-2 when that one is tried again.
-- Argo CD opens no string library for actions. So keys are listed here, and not matched by their prefix.

-- What belongs to the old Task alone. Argo CD's own keys would make the new Task a part of the application, which would prune it.
local leftOut = {
  ["app.kubernetes.io/instance"] = true,
  ["argocd.argoproj.io/compare-options"] = true,
  ["argocd.argoproj.io/hook"] = true,
  ["argocd.argoproj.io/hook-delete-policy"] = true,
  ["argocd.argoproj.io/installation-id"] = true,
  ["argocd.argoproj.io/instance"] = true,
  ["argocd.argoproj.io/sync-options"] = true,
  ["argocd.argoproj.io/sync-wave"] = true,
  ["argocd.argoproj.io/tracking-id"] = true,
  ["helm.sh/hook"] = true,
  ["helm.sh/hook-delete-policy"] = true,
  ["helm.sh/hook-weight"] = true,
  ["kubectl.kubernetes.io/last-applied-configuration"] = true,
  ["kubetask.io/agent"] = true,
  ["kubetask.io/crontask"] = true,
  ["kubetask.io/idempotency-key"] = true,
  ["kubetask.io/keep"] = true,
  ["kubetask.io/retry"] = true,
  ["kubetask.io/retry-of"] = true,
  ["kubetask.io/scheduled-at"] = true,
  ["kubetask.io/stop"] = true,
  ["kubetask.io/submission-hash"] = true,
  ["kubetask.io/terminate"] = true,
}

-- A copy without empty tables: Argo CD writes each of them as a list, and the API server refuses a list in place of an object.
local function copy(value)
  if type(value) ~= "table" then
    return value
  end
  local made = {}
  for key, inner in pairs(value) do
    local copied = copy(inner)
    if type(copied) ~= "table" or next(copied) ~= nil then
      made[key] = copied
    end
  end
  return made
end

local function others(from)
  local kept = {}
  for key, value in pairs(from or {}) do
    if not leftOut[key] then
      kept[key] = value
    end
  end
  return kept
end

local annotations = others(obj.metadata.annotations)
local former = obj.metadata.annotations or {}
local first = former["kubetask.io/retry-of"] or obj.metadata.name
local number = (tonumber(former["kubetask.io/retry"]) or 0) + 1
annotations["kubetask.io/retry-of"] = first
annotations["kubetask.io/retry"] = tostring(number)

local task = copy({
  apiVersion = obj.apiVersion,
  kind = obj.kind,
  metadata = {
    name = first .. "-retry-" .. tostring(number),
    namespace = obj.metadata.namespace,
    labels = others(obj.metadata.labels),
    annotations = annotations,
  },
  spec = obj.spec,
})

-- The tree of the application shows what a Task owns. A Task that isn't kept would take its retry with it when its time is over.
local keep = former["kubetask.io/keep"]
if keep ~= nil and keep ~= "false" and keep ~= "0" and keep ~= "f" and keep ~= "F" and keep ~= "False" and keep ~= "FALSE" then
  task.metadata.ownerReferences = {
    {
      apiVersion = obj.apiVersion,
      kind = obj.kind,
      name = obj.metadata.name,
      uid = obj.metadata.uid,
    },
  }
end

return { { operation = "create", resource = task } }
