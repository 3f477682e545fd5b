-- The health of a CronTask. It is Degraded while its schedule can't create Tasks, and when its last Task hasn't completed, as a CronJob
-- is. The next Task that completes makes it Healthy again.

local status = obj.status or {}

local function report(health, message)
  return { status = health, message = message }
end

local function condition(kind)
  for _, one in ipairs(status.conditions or {}) do
    if one.type == kind and one.status == "True" then
      return one
    end
  end
  return nil
end

if obj.metadata.deletionTimestamp ~= nil then
  return report("Progressing", "the CronTask is being deleted")
end

if status.observedGeneration ~= obj.metadata.generation then
  return report("Progressing", "the schedule hasn't been read yet")
end

local stalled = condition("Stalled")
if stalled ~= nil then
  return report("Degraded", stalled.message or stalled.reason)
end

if obj.spec.suspend == true then
  return report("Suspended", "spec.suspend is true")
end

local reconciling = condition("Reconciling")
if reconciling ~= nil then
  return report("Progressing", reconciling.message or reconciling.reason)
end

if status.active ~= nil and #status.active > 0 then
  return report("Healthy", "Task " .. status.active[1].name .. " is active")
end

if status.lastScheduleTime == nil then
  return report("Healthy", "no due time has come yet")
end

-- Both are times in UTC with the same number of digits, so that their order is that of their text.
if status.lastSuccessfulTime == nil or status.lastSuccessfulTime < status.lastScheduleTime then
  return report("Degraded", "the Task of " .. status.lastScheduleTime .. " hasn't completed")
end

return report("Healthy", "last completed at " .. status.lastSuccessfulTime)
