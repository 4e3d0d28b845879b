-- How many connections of a holder are signed in as a user. 1 user, 2 connections, 3 and 4 what its watchers are sent.
if not admit() then return { 'lost' } end
local user, connections = arg(1), tonumber(arg(2))
local change = connections - tonumber(redis.call('HGET', register, 'u' .. user) or '0')
if not again and change ~= 0 then
  local before = count(':users', user)
  set(register, 'u' .. user, connections)
  set(T .. ':users', user, before + change)
  if arg(5) ~= 'silent' and count(':watched', user) > 0 then
    if before <= 0 and before + change > 0 then emit('%user-' .. user, arg(3), true) end
    if before > 0 and before + change <= 0 then emit('%user-' .. user, arg(4), true) end
  end
end
return { 'ok', facts, wake, text(serialNow()) }
