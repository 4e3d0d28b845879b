-- What webhooks are told: once, in order, and departures only if nobody returns in time.
-- Uses: lease feeds
-- KEYS: due missed countedAt pacedUntil subscriptions
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
    else tell(kind, channel, detail) end
  end
  local first = redis.call('ZRANGE', keys.due, 0, 0, 'WITHSCORES')
  if first[2] then wake = math.ceil(math.max(0, tonumber(first[2]) - micros) / 1000) end
end
