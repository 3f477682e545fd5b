-- The health of a Context. A Context has no status: it is read when a Task starts, and the Task reports what is wrong with it.

if obj.metadata.deletionTimestamp ~= nil then
  return { status = "Progressing", message = "the Context is being deleted" }
end

return { status = "Healthy" }
