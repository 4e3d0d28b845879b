-- Nothing is left of a dead holder but facts it had not told.
if not admit() then return { 'lost' } end
local old = arg(1)
if not again and redis.call('ZSCORE', T .. ':dead', old) then
  for _, fact in ipairs(redis.call('ZRANGE', T .. ':o:' .. old, 0, -1)) do
    local kind, channel, rest = string.match(fact, '^%d+ (%a) (%S+) (.*)$')
    tell(kind, channel, rest)
  end
  redis.call('DEL', T .. ':o:' .. old, T .. ':r:' .. old)
  redis.call('HDEL', T .. ':conns', old)
  redis.call('ZREM', T .. ':dead', old)
  redis.call('PUBLISH', T .. ':t:%nodes', old .. ' 0')
end
return { 'ok', facts }
