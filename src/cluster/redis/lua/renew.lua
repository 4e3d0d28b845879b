-- Renews the lease. Answers what was not told, who has lapsed, ms until the next does, everyone's connections, and whether
-- Redis is full.
-- Uses: remembered
-- KEYS: leaseSince connections
-- ARGV: run   'another': Redis was started again, or is another one; or ''
local ends = redis.call('ZSCORE', keys.leases, arg.holder)
-- Changes nothing; it is refused where Redis is full.
local tried = redis.pcall('ZADD', keys.leases, 'XX', ends or 0, arg.holder)
local refused = type(tried) == 'table' and tried.err
if refused and not string.find(refused, 'OOM') then return tried end
passFull()
if not admit() then return { 'lost' } end
local since = count(keys.leaseSince, arg.holder)
-- Late by itself, it could not know who else was kept from renewing, and by the same thing; nor what older data says of them.
if arg.run == 'another' or tonumber(ends) < millis + settings.lease - settings.away then
  since = millis
  redis.call('HSET', keys.leaseSince, arg.holder, millis)
end
redis.call('ZADD', keys.leases, millis + settings.lease, arg.holder)
tellDue(micros - settings.overdue * 1000)
local _, bytes = readState(redis.call('HGET', keys.lastSerials, backlogField) or nil)
trimBacklog(bytes)
for _, kind in ipairs({ 'events', 'rooms' }) do sweepEnded(kind) end
local lapsed = redis.call('ZRANGEBYSCORE', keys.dead, '-inf', millis, 'LIMIT', 0, 20)
local first = redis.call('ZRANGEBYSCORE', keys.dead, '(' .. millis, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
local next = tonumber(first[2] or '0')
-- After an outage every lease has run out, or will at once. Who was away as well judges nobody before one lease has passed.
-- Nor does anybody while nodes say again what Redis lost.
local judges = math.max(since + settings.lease, millis + unsettled())
local oldest = redis.call('ZRANGE', keys.leases, 0, 19, 'WITHSCORES')
for index = 1, #oldest, 2 do
  local ends = math.max(tonumber(oldest[index + 1]), judges)
  if oldest[index] == arg.holder then -- not by itself
  elseif ends <= millis then lapsed[#lapsed + 1] = oldest[index]
  elseif next == 0 or ends < next then next = ends end
end
local waiting = redis.call('ZRANGE', keys.outbox .. arg.holder, 0, 4999)
return { 'ok', waiting, lapsed, next == 0 and -1 or next - millis, redis.call('HGETALL', keys.connections),
  refused and 1 or 0 }
