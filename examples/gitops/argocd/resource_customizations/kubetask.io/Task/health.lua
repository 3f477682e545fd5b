-- The health of a Task. A Task is the record of one run, not a state that can be restored. So a failed Task is Healthy, and its message
-- says that it failed: otherwise its application would be Degraded until somebody removes the Task from Git. A Task that is a hook is
-- different. The sync waits for it, and fails unless it completes, and Argo CD doesn't count it in the health of the application.

local status = obj.status or {}
local annotations = obj.metadata.annotations or {}
local isHook = annotations["argocd.argoproj.io/hook"] ~= nil or annotations["helm.sh/hook"] ~= nil

local function report(health, message)
  return { status = health, message = message }
end

if obj.metadata.deletionTimestamp ~= nil then
  return report("Progressing", "the Task is being deleted")
end

local phase = status.phase or "Pending"
local message = phase
if status.message ~= nil then
  message = phase .. ": " .. status.message
end

local stopped = false
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "Stopped" and condition.status == "True" then
    stopped = true
  end
  -- This says what keeps KubeTask from continuing.
  if condition.type == "Ready" and condition.reason == "ReconcileError" then
    message = condition.message
  end
end

if phase ~= "Completed" and phase ~= "Failed" then
  return report("Progressing", message)
end
if isHook and (phase == "Failed" or stopped) then
  return report("Degraded", message)
end
return report("Healthy", message)
