-- The node ends: what it still holds stays for a while.
-- Uses: lease
-- KEYS: leaseSince connections nodes
-- ARGV: grace   ms
passFull()
if not admit() then return { 'lost' } end
redis.call('ZREM', keys.leases, arg.holder)
redis.call('HDEL', keys.leaseSince, arg.holder)
redis.call('HDEL', keys.connections, arg.holder)
redis.call('PUBLISH', keys.nodes, arg.holder .. ' 0')
redis.call('ZADD', keys.dead, millis + arg.grace, arg.holder)
return { 'ok', {} }
