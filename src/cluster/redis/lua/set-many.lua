-- Sets many counts of one holder, of one that comes back or of a dead one, and keeps it from lapsing meanwhile.
-- Uses: presence users
-- ARGV: sockets signed watched   the fields of an entry of each kind, in order, as set-counts, sign and watch name them
-- ARGV: entries...               of each its kind, 's', 'u' or 'w', and its fields
passFull()
if not admit() then return { 'lost' } end
local kinds = {
  s = { fields = {}, set = function(change) if hasPlace(change) then setCounts(change) end end },
  u = { fields = {}, set = setSigned },
  w = { fields = {}, set = setWatched },
}
for kind, names in pairs({ s = arg.sockets, u = arg.signed, w = arg.watched }) do
  for name in string.gmatch(names, '%S+') do table.insert(kinds[kind].fields, name) end
end
local at = rest
while at <= #ARGV do
  local kind, change = kinds[ARGV[at]], {}
  for index, name in ipairs(kind.fields) do change[name] = ARGV[at + index] end
  kind.set(change)
  at = at + 1 + #kind.fields
end
if arg.onBehalfOf == '' then redis.call('ZADD', keys.leases, millis + settings.lease, arg.holder)
elseif not again then redis.call('ZADD', keys.dead, 'XX', millis + settings.lease, arg.onBehalfOf) end
return { 'ok', facts, wake }
