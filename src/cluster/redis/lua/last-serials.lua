-- The serial of each feed's last message, and one with the era.
-- Uses: feeds
-- ARGV: feeds...
return { 'ok', {}, stamp(), redis.call('HMGET', keys.lastSerials, unpack(ARGV, rest)) }
