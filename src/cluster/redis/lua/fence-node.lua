-- Takes a lapsed lease, or a dead holder whose taker died: one winner. From here on the old holder changes nothing.
if not admit() then return { 'lost' } end
local old = arg(1)
local lease = redis.call('ZSCORE', T .. ':leases', old)
local death = redis.call('ZSCORE', T .. ':dead', old)
if not ((lease and tonumber(lease) <= millis) or (death and tonumber(death) <= millis)) then return { 'ok', {}, 0 } end
redis.call('ZREM', T .. ':leases', old)
redis.call('HDEL', T .. ':since', old)
redis.call('ZADD', T .. ':dead', millis + settings.lease, old)
return { 'ok', {}, 1 }
