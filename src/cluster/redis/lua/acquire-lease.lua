-- A holder takes its lease. 1 a word that tells this life of the app's keys from another.
redis.call('ZADD', T .. ':leases', millis + settings.lease, me)
redis.call('HSET', T .. ':since', me, millis)
redis.call('SET', T .. ':epoch', arg(1), 'NX')
return { 'ok', {}, redis.call('GET', T .. ':epoch'), redis.call('HGETALL', T .. ':conns') }
