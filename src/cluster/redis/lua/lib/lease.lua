-- Who speaks, and whether it may.
-- KEYS: leases dead holdings outbox
-- ARGV: holder number onBehalfOf told
-- ARGV: answered   the highest number that the holder was answered
local own = keys.holdings .. arg.holder
-- What is changed is this node's, or that of a dead holder which it speaks for.
local holdings = arg.onBehalfOf == '' and own or keys.holdings .. arg.onBehalfOf
-- This command took effect before, and its answer was lost: it changes nothing now, but it is answered.
local again = false

-- Redis that is full refuses what may take room, but not behind a write that takes none: who goes is let through with it.
local function passFull() redis.call('HDEL', own, '') end

-- The fence. Who holds no lease any more changes nothing; nor does who was answered more than Redis has, which then has come
-- back with older data. And who speaks for a dead holder needs one that is dead.
local function admit()
  if not redis.call('ZSCORE', keys.leases, arg.holder) then return false end
  local last = tonumber(redis.call('HGET', own, '#') or '-9e15')
  if last < tonumber(arg.answered) then return false end
  again = tonumber(arg.number) <= last
  if not again then redis.call('HSET', own, '#', arg.number) end
  if arg.told ~= '' then redis.call('ZREMRANGEBYSCORE', keys.outbox .. arg.holder, '-inf', arg.told) end
  if arg.onBehalfOf ~= '' and not redis.call('ZSCORE', keys.dead, arg.onBehalfOf) then again = true end
  return true
end
