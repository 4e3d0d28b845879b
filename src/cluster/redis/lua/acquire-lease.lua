-- A holder acquires its lease.
-- KEYS: leases leaseSince epoch connections
-- ARGV: holder
-- ARGV: epoch   a word that tells this life of the app's keys from another, where there is none yet
redis.call('ZADD', keys.leases, millis + settings.lease, arg.holder)
redis.call('HSET', keys.leaseSince, arg.holder, millis)
redis.call('SET', keys.epoch, arg.epoch, 'NX')
return { 'ok', {}, redis.call('GET', keys.epoch), redis.call('HGETALL', keys.connections) }
