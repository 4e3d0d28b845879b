-- Takes over a holder whose lease lapsed, or a dead one whose taker died: one winner. From here on it changes nothing.
-- Uses: lease
-- KEYS: leaseSince
-- ARGV: old
passFull()
if not admit() then return { 'lost' } end
local lease = redis.call('ZSCORE', keys.leases, arg.old)
local death = redis.call('ZSCORE', keys.dead, arg.old)
if not ((lease and tonumber(lease) <= millis) or (death and tonumber(death) <= millis)) then return { 'ok', {}, -1, 0 } end
redis.call('ZREM', keys.leases, arg.old)
redis.call('HDEL', keys.leaseSince, arg.old)
redis.call('ZADD', keys.dead, millis + settings.lease, arg.old)
return { 'ok', {}, -1, 1 }
