-- How many connections of a holder watch each user: pairs. Answers the serial, and of each whether it is there and its last.
if not admit() then return { 'lost' } end
local states = {}
local at = 1
while arg(at) do
  local user, watchers = arg(at), tonumber(arg(at + 1))
  if not again then
    local total = count(':watched', user) + watchers - tonumber(redis.call('HGET', register, 'w' .. user) or '0')
    set(register, 'w' .. user, watchers)
    set(T .. ':watched', user, total)
    if total <= 0 then redis.call('HDEL', T .. ':last', '%user-' .. user) end
  end
  states[#states + 1] = redis.call('HEXISTS', T .. ':users', user)
  states[#states + 1] = lastOf('%user-' .. user)
  at = at + 2
end
return { 'ok', facts, text(serialNow()), states }
