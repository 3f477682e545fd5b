-- Runs one script as Argo CD runs those of argocd-cm: with the object in the global obj, and with no library but the basic one, table,
-- and os.time and os.date. Prints what it returns as JSON. An empty table is printed as a list, as Argo CD writes it.
-- Usage: lua5.1 harness.lua SCRIPT OBJECT, where OBJECT is a file with a Lua table.

local scriptFile, objectFile = arg[1], arg[2]
local format, gsub, byte, write = string.format, string.gsub, string.byte, io.write

local function quote(text)
  return '"' .. gsub(text, '[%c"\\\127]', function(c) return format("\\u%04x", byte(c)) end) .. '"'
end

local function json(value)
  local kind = type(value)
  if kind == "nil" then
    return "null"
  elseif kind == "boolean" then
    return tostring(value)
  elseif kind == "number" then
    return format("%.17g", value)
  elseif kind == "string" then
    return quote(value)
  elseif kind ~= "table" then
    error("a " .. kind .. " can't be returned")
  end
  local parts = {}
  if next(value) == nil or #value > 0 then
    for i = 1, #value do
      parts[i] = json(value[i])
    end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for key, inner in pairs(value) do
    if type(key) ~= "string" then
      error("a table with a hole, or with keys of two types, can't be returned")
    end
    parts[#parts + 1] = quote(key) .. ":" .. json(inner)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

local script = assert(loadfile(scriptFile))
local environment = { obj = assert(loadfile(objectFile))(), os = { time = os.time, date = os.date }, table = table }
for _, name in ipairs({
  "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawset", "select", "setmetatable",
  "tonumber", "tostring", "type", "unpack", "xpcall",
}) do
  environment[name] = _G[name]
end
environment._G = environment
-- Without the string library, a string has no methods.
getmetatable("").__index = nil
write(json(setfenv(script, environment)()), "\n")
