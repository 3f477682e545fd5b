-- The health of a Task. A Task is the record of one run, not a state that can be restored. So a failed Task is Healthy, and its message
-- says that it failed: otherwise its application would be Degraded until somebody removes the Task from Git. A Task that is a hook is
-- different. The sync waits for it, and fails with it, and Argo CD doesn't count it in the health of the application.

local status = obj.status or {}
local annotations = obj.metadata.annotations or {}
local isHook = annotations["argocd.argoproj.io/hook"] ~= nil or annotations["helm.sh/hook"] ~= nil

local function report(health, message)
  return { status = health, message = message }
end

if obj.metadata.deletionTimestamp ~= nil then
  return report("Progressing", "the Task is being deleted")
end

if status.phase == "Completed" then
  return report("Healthy", "Completed: " .. (status.message or "the agent ended with exit code 0"))
end

if status.phase == "Failed" then
  local message = "Failed: " .. (status.message or "no message")
  if isHook then
    return report("Degraded", message)
  end
  return report("Healthy", message)
end

-- What keeps KubeTask from continuing is in the condition Ready.
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "Ready" and condition.reason == "ReconcileError" then
    return report("Progressing", condition.message)
  end
end

local phase = status.phase or "Pending"
if status.message ~= nil then
  return report("Progressing", phase .. ": " .. status.message)
end
return report("Progressing", phase)
