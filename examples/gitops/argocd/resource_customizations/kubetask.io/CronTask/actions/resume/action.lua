-- Later due times have Tasks again. Those of the suspended time are not made up for.

obj.spec.suspend = false
return obj
