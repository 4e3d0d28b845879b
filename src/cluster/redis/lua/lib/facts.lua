-- What webhooks are told: once, in order, and departures only if nobody returns in time.
-- Uses: lease feeds
-- KEYS: due missed countedAt pacedUntil subscriptions settling departing channels members users
local facts = {}
local wake = -1

-- Channels of a user and feeds of our own make no facts.
local function isOurs(channel) return string.find(channel, '^[#%%]') ~= nil end

-- A fact for the holder that speaks: kept until it says that it has told it.
local function tell(kind, channel, detail)
  if isOurs(channel) then return end
  -- Until then the channel counts as occupied, and who returns to it has told of the miss already.
  if kind == 'v' then redis.call('SREM', keys.missed, channel) end
  local id = redis.call('HINCRBY', own, 'f', 1)
  local fact = text(id) .. ' ' .. kind .. ' ' .. channel .. ' ' .. detail
  redis.call('ZADD', keys.outbox .. arg.holder, id, fact)
  facts[#facts + 1] = fact
end

-- A fact that holds only if nothing undoes it in time. All wait equally long, and in the order in which they came.
local function later(kind, channel, detail)
  if isOurs(channel) then return end
  if settings.hold == 0 then return tell(kind, channel, detail) end
  redis.call('ZADD', keys.due, text(nextSerial() + settings.hold * 1000), kind .. ' ' .. channel .. ' ' .. detail)
  wake = settings.hold
end

-- True when a fact was waiting, and now never happened.
local function undo(kind, channel, detail)
  return redis.call('ZREM', keys.due, kind .. ' ' .. channel .. ' ' .. detail) == 1
end

-- Ms that nodes still have to say again what Redis lost. Until then who is gone here may be there as another node knows it.
local function unsettled() return math.max(0, redis.call('PTTL', keys.settling)) end

-- The departures that wait until then: how to tell that one is none, and what is a fact besides.
local departures = {
  m = { isBack = function(channel, user) return count(keys.members .. channel, user) > 0 end, fact = 'r' },
  e = { isBack = function(channel) return redis.call('ZSCORE', keys.channels, channel) end, fact = 'v' },
  u = { isBack = function(_, user) return count(keys.users, user) > 0 end },
}

local function departNow(kind, channel, detail, feed, frame)
  if frame ~= '' then emit(feed, frame, true) end
  if departures[kind].fact then later(departures[kind].fact, channel, detail) end
end

-- Somebody leaves: a member ('m') of a channel, everybody ('e') of one, a user ('u'). The feed is sent the frame.
local function depart(kind, channel, detail, feed, frame)
  local wait = unsettled()
  if wait == 0 then return departNow(kind, channel, detail, feed, frame) end
  local waiting = kind .. ' ' .. channel .. ' ' .. detail
  redis.call('HSET', keys.departing, waiting, #feed .. ' ' .. feed .. frame)
  redis.call('ZADD', keys.due, text(nextSerial() + wait * 1000), waiting)
  wake = wait
end

-- True when a departure was waiting, and now never happened.
local function stay(kind, channel, detail)
  if not undo(kind, channel, detail) then return false end
  redis.call('HDEL', keys.departing, kind .. ' ' .. channel .. ' ' .. detail)
  return true
end

local function departedAfterAll(waiting, kind, channel, detail)
  local length, rest = string.match(redis.call('HGET', keys.departing, waiting) or '0 ', '^(%d+) (.*)$')
  redis.call('HDEL', keys.departing, waiting)
  if departures[kind].isBack(channel, detail) then return end
  departNow(kind, channel, detail, string.sub(rest, 1, length), string.sub(rest, length + 1))
end

-- `frame` has a zero byte where the number goes.
local function tellCount(channel, total, frame)
  local paced = math.min(math.max(count(keys.pacedUntil, channel), millis), millis + 1000) + settings.countSpacing
  set(keys.countedAt, channel, total > 0 and millis or 0)
  set(keys.pacedUntil, channel, total > 0 and paced or 0)
  if total > 0 then emit(channel, (string.gsub(frame, '%z', text(total))), true) end
  tell('c', channel, text(total))
end

-- At once, or when its turn comes: the same as subscription-count.ts.
local function countChanged(channel, total, interval, frame)
  local due = 0
  if total > settings.crowd then due = count(keys.countedAt, channel) + interval - millis
  elseif total > 0 then
    due = math.min(count(keys.pacedUntil, channel), millis + 1000) + settings.countSpacing - 1000 - millis
  end
  due = math.max(due, unsettled())
  local waiting = 'c ' .. channel .. ' ' .. frame
  if due <= 0 then
    redis.call('ZREM', keys.due, waiting)
    return tellCount(channel, total, frame)
  end
  -- A crowd that has become small is told sooner.
  if redis.call('ZADD', keys.due, 'LT', 'CH', text(micros + due * 1000), waiting) == 1 then wake = due end
end

-- What is due by then is told by who asks.
local function tellDue(before)
  for _, waiting in ipairs(redis.call('ZRANGEBYSCORE', keys.due, '-inf', text(before), 'LIMIT', 0, 1000)) do
    redis.call('ZREM', keys.due, waiting)
    local kind, channel, detail = string.match(waiting, '^(%a) (%S+) (.*)$')
    if kind == 'c' then
      local total = count(keys.subscriptions, channel)
      if total > 0 then tellCount(channel, total, detail) end
    elseif departures[kind] then departedAfterAll(waiting, kind, channel, detail)
    else tell(kind, channel, detail) end
  end
  local first = redis.call('ZRANGE', keys.due, 0, 0, 'WITHSCORES')
  if first[2] then wake = math.ceil(math.max(0, tonumber(first[2]) - micros) / 1000) end
end
