-- What a holder holds, piece by piece, and 'alone' with each member who has no socket elsewhere. 1 the holder, 2 the cursor.
local page = redis.call('HSCAN', T .. ':r:' .. arg(1), arg(2), 'COUNT', 500)
local found = {}
for at = 1, #page[2], 2 do
  local field, sockets = page[2][at], tonumber(page[2][at + 1])
  local channel, user = string.match(field, '^m(%S+) (.*)$')
  found[at] = field
  found[at + 1] = channel and count(':m:' .. channel, user) <= sockets and 'alone' or ''
end
return { 'ok', {}, page[1], found }
