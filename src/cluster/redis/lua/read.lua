-- 1 what, 2 of which, where there are several.
local what, name = arg(1), arg(2)
if what == 'connections' then return { 'ok', {}, redis.call('HGETALL', T .. ':conns') } end
if what == 'users' then return { 'ok', {}, redis.call('HKEYS', T .. ':i:' .. name) } end
if what == 'kept' then return { 'ok', {}, redis.call('GET', T .. ':k:' .. name), redis.call('PTTL', T .. ':k:' .. name) } end
if what == 'room' then return { 'ok', {}, redis.call('HMGET', T .. ':room:' .. name, 'version', 'state') } end
if what == 'history' then return { 'ok', {}, redis.call('LRANGE', T .. ':y:' .. name, 0, -1) } end
return redis.error_reply('there is nothing called ' .. what)
