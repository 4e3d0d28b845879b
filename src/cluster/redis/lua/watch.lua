-- Sets how many connections of a holder watch each user. Answers the serial, and of each whether it is there and its last.
-- Uses: facts
-- KEYS: users watchers
-- ARGV: users...   of each its id, its feed, and how many watch it
if not admit() then return { 'lost' } end
local states = {}
for at = rest, #ARGV, 3 do
  local user, feed, watching = unpack(ARGV, at, at + 2)
  if not again then
    local total = count(keys.watchers, user) + tonumber(watching) - count(holdings, 'w' .. user)
    set(holdings, 'w' .. user, tonumber(watching))
    set(keys.watchers, user, total)
    if total <= 0 then redis.call('HDEL', keys.lastSerials, feed) end
  end
  states[#states + 1] = redis.call('HEXISTS', keys.users, user)
  states[#states + 1] = lastOf(feed)
end
return { 'ok', facts, text(serialNow()), states }
