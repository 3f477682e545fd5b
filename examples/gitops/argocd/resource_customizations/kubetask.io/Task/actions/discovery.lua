-- A Task can be stopped until it has ended, and tried again after that.

local phase = (obj.status or {}).phase
local ended = phase == "Completed" or phase == "Failed"
local deleting = obj.metadata.deletionTimestamp ~= nil

return {
  stop = { disabled = ended or deleting },
  retry = { disabled = deleting or not ended },
}
