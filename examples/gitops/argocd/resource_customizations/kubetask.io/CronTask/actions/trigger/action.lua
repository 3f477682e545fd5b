-- Creates one Task now. Each value of the annotation has one Task, and a resourceVersion never comes again.

obj.metadata.annotations = obj.metadata.annotations or {}
obj.metadata.annotations["kubetask.io/trigger"] = "argocd-" .. obj.metadata.resourceVersion
return obj
