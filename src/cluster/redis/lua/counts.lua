-- Sockets and members of each channel.
local counts = {}
local at = 1
while arg(at) do
  counts[at * 2 - 1] = count(':subs', arg(at))
  counts[at * 2] = redis.call('HLEN', T .. ':m:' .. arg(at))
  at = at + 1
end
return { 'ok', {}, counts }
