-- Sets how many connections of a holder are signed in as a user.
-- Uses: facts
-- KEYS: users watchers
-- ARGV: user connections
-- ARGV: feed             the user's
-- ARGV: online offline   what its watchers are sent
-- ARGV: mode             'silent': everybody knew before; or ''
if not admit() then return { 'lost' } end
local connections = tonumber(arg.connections)
local more = connections - count(holdings, 'u' .. arg.user)
if not again and more ~= 0 then
  local before = count(keys.users, arg.user)
  set(holdings, 'u' .. arg.user, connections)
  set(keys.users, arg.user, before + more)
  if arg.mode ~= 'silent' and count(keys.watchers, arg.user) > 0 then
    if before <= 0 and before + more > 0 then emit(arg.feed, arg.online, true) end
    if before > 0 and before + more <= 0 then emit(arg.feed, arg.offline, true) end
  end
end
return { 'ok', facts, wake, text(serialNow()) }
