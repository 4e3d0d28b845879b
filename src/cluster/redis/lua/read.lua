-- One thing as it is.
-- KEYS: connections roster cached room history
-- ARGV: what
-- ARGV: name   of which, where there are several
local what, name = arg.what, arg.name
if what == 'connections' then return { 'ok', {}, redis.call('HGETALL', keys.connections) } end
if what == 'users' then return { 'ok', {}, redis.call('HKEYS', keys.roster .. name) } end
if what == 'room' then return { 'ok', {}, redis.call('HMGET', keys.room .. name, 'version', 'state') } end
if what == 'history' then return { 'ok', {}, redis.call('LRANGE', keys.history .. name, 0, -1) } end
if what == 'cached' then
  return { 'ok', {}, redis.call('GET', keys.cached .. name), redis.call('PTTL', keys.cached .. name) }
end
return redis.error_reply('there is nothing called ' .. what)
