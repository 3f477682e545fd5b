-- The health of an Agent. Only an Agent with limits, or one whose Tasks report their usage, has a status. So an absent one is Healthy.

if obj.metadata.deletionTimestamp ~= nil then
  return { status = "Progressing", message = "the Agent is being deleted" }
end

local message = nil
for _, condition in ipairs((obj.status or {}).conditions or {}) do
  if condition.type == "Ready" and condition.status == "False" then
    return { status = "Degraded", message = condition.message or condition.reason }
  end
  if condition.type == "AtCapacity" and condition.status == "True" then
    message = "new Tasks are queued: " .. (condition.message or condition.reason)
  end
end

return { status = "Healthy", message = message }
