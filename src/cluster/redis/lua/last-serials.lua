-- The serial of each feed's last message.
-- KEYS: lastSerials
-- ARGV: feeds...
return { 'ok', {}, redis.call('HMGET', keys.lastSerials, unpack(ARGV, rest)) }
