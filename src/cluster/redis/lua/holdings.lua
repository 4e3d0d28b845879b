-- What a holder holds, piece by piece, and 'alone' with each member who has no socket elsewhere.
-- KEYS: holdings members
-- ARGV: old
-- ARGV: cursor
local page = redis.call('HSCAN', keys.holdings .. arg.old, arg.cursor, 'COUNT', 500)
local found = {}
for at = 1, #page[2], 2 do
  local field, sockets = page[2][at], tonumber(page[2][at + 1])
  local channel, user = string.match(field, '^m(%S+) (.*)$')
  found[at] = field
  found[at + 1] = channel and count(keys.members .. channel, user) <= sockets and 'alone' or ''
end
return { 'ok', {}, page[1], found }
