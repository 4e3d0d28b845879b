-- Nothing is left of a dead holder but facts it had not told: they are told by who asks.
-- Uses: facts
-- KEYS: connections nodes over
-- ARGV: old
passFull()
if not admit() then return { 'lost' } end
if not again and redis.call('ZSCORE', keys.dead, arg.old) then
  for _, fact in ipairs(redis.call('ZRANGE', keys.outbox .. arg.old, 0, -1)) do
    local kind, channel, detail = string.match(fact, '^%d+ (%a) (%S+) (.*)$')
    tell(kind, channel, detail)
  end
  redis.call('DEL', keys.outbox .. arg.old, keys.holdings .. arg.old)
  redis.call('HDEL', keys.connections, arg.old)
  redis.call('SET', keys.over .. arg.old, '1', 'PX', settings.remembered)
  redis.call('ZREM', keys.dead, arg.old)
  redis.call('PUBLISH', keys.nodes, arg.old .. ' 0')
end
return { 'ok', facts }
