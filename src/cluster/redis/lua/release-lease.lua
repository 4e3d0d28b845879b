-- The node ends: what it still holds stays for a while. 1 ms.
if not admit() then return { 'lost' } end
redis.call('ZREM', T .. ':leases', me)
redis.call('HDEL', T .. ':since', me)
redis.call('HDEL', T .. ':conns', me)
redis.call('PUBLISH', T .. ':t:%nodes', me .. ' 0')
redis.call('ZADD', T .. ':dead', millis + arg(1), me)
return { 'ok', {} }
