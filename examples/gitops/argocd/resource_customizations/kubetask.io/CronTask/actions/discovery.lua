-- A CronTask is triggered whether or not it is suspended.

local suspended = obj.spec.suspend == true
local deleting = obj.metadata.deletionTimestamp ~= nil

return {
  trigger = { disabled = deleting },
  suspend = { disabled = suspended or deleting },
  resume = { disabled = deleting or not suspended },
}
