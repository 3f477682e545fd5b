-- No due time has a Task until the CronTask is resumed.

obj.spec.suspend = true
return obj
