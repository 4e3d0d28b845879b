-- A holder acquires its lease. Answers what became of what its node had said before: 'known', 'emptied' or 'older'.
-- Uses: feeds
-- KEYS: version leases leaseSince epoch settling connections holdings outbox dead over
-- ARGV: holder
-- ARGV: version    of the keys and what is in them
-- ARGV: epoch      the life of the app's keys that the node knows, or ''
-- ARGV: old        the holder that the node was before, or ''
-- ARGV: answered   the highest number that the old one was answered
redis.call('HDEL', keys.leaseSince, '') -- the first write: see passFull in lib/lease.lua
local version = redis.call('GET', keys.version)
if version and version ~= arg.version then return { 'version', {}, version } end
redis.call('SET', keys.version, arg.version)
-- It has had one before, which was not answered: by now that is over.
if redis.call('ZSCORE', keys.dead, arg.holder) or redis.call('EXISTS', keys.over .. arg.holder) == 1 then return { 'lost' } end
local old = keys.holdings .. arg.old
local leased = redis.call('ZSCORE', keys.leases, arg.old)

-- Redis came back with less than it had answered: to this holder, or so much less that it never heard of it.
local function isOlder()
  if leased then return tonumber(redis.call('HGET', old, '#') or '-9e15') < tonumber(arg.answered) end
  return not redis.call('ZSCORE', keys.dead, arg.old) and redis.call('EXISTS', keys.over .. arg.old) == 0
end

local found = 'known'
-- This life of the keys is called by its first holder: no other life has had one of that name.
redis.call('SET', keys.epoch, arg.holder, 'NX')
local epoch = redis.call('GET', keys.epoch)
if arg.old ~= '' then
  if epoch ~= arg.epoch then found = 'emptied'
  elseif isOlder() then found = 'older' end
end
if found == 'older' and leased then
  -- What Redis still has of the node is set right under the new holder, so that nobody counts twice meanwhile.
  if redis.call('EXISTS', old) == 1 then
    redis.call('RENAME', old, keys.holdings .. arg.holder)
    redis.call('HDEL', keys.holdings .. arg.holder, '#', 'f')
  end
  redis.call('DEL', keys.outbox .. arg.old)
  redis.call('ZREM', keys.leases, arg.old)
  redis.call('HDEL', keys.leaseSince, arg.old)
  redis.call('HDEL', keys.connections, arg.old)
end
local isFirst = found ~= 'known' and redis.call('SET', keys.settling, '1', 'PX', settings.lease, 'NX')
local serial = readSerial()
if isFirst or serial == 0 then
  -- A new era: where something was lost the same serials may be given again.
  local start = text(math.max(micros, serial + 1))
  redis.call('SET', keys.serial, start .. ' ' .. start)
end
redis.call('ZADD', keys.leases, millis + settings.lease, arg.holder)
redis.call('HSET', keys.leaseSince, arg.holder, millis)
return { 'ok', {}, epoch, redis.call('HGETALL', keys.connections), found }
