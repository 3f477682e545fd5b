-- Ends the agent, and keeps its pod and its log.

obj.metadata.annotations = obj.metadata.annotations or {}
obj.metadata.annotations["kubetask.io/stop"] = "true"
return obj
