-- Stands in front of every script. `settings` comes before it, written by scripts.ts.
-- KEYS[1] is the app's tag: every key of the app begins with it, so all of them live in one slot.
-- ARGV: 1 the holder that speaks, 2 its number for this operation, 3 a dead holder it speaks for or '',
-- 4 the last fact it has told or ''. What a script takes besides comes after them.
local T = KEYS[1]
local me = ARGV[1]
local register = T .. ':r:' .. (ARGV[3] == '' and me or ARGV[3])
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local millis = math.floor(micros / 1000)
local facts = {}
local wake = -1
-- This operation took effect before, and its answer was lost: it changes nothing now, but it is answered.
local again = false

local function arg(index) return ARGV[index + 4] end
local function text(number) return string.format('%.0f', number) end
local function count(hash, field) return tonumber(redis.call('HGET', T .. hash, field) or '0') end

-- Channels of a user and feeds of our own make no facts.
local function isOurs(channel) return string.find(channel, '^[#%%]') ~= nil end

local function set(hash, field, value)
  if value > 0 then redis.call('HSET', hash, field, text(value)) else redis.call('HDEL', hash, field) end
end

-- The fence. Who holds no lease any more changes nothing, and who speaks for a dead holder needs one that is dead.
local function admit()
  if not redis.call('ZSCORE', T .. ':leases', me) then return false end
  local own = T .. ':r:' .. me
  again = tonumber(ARGV[2]) <= tonumber(redis.call('HGET', own, '#') or '-9e15')
  if not again then redis.call('HSET', own, '#', ARGV[2]) end
  if ARGV[4] ~= '' then redis.call('ZREMRANGEBYSCORE', T .. ':o:' .. me, '-inf', ARGV[4]) end
  if ARGV[3] ~= '' and not redis.call('ZSCORE', T .. ':dead', ARGV[3]) then again = true end
  return true
end

-- A fact for the holder that speaks: kept until it says that it has told it.
local function tell(kind, channel, rest)
  if isOurs(channel) then return end
  -- Until then the channel counts as occupied, and who returns to it has told of the miss already.
  if kind == 'v' then redis.call('SREM', T .. ':missed', channel) end
  local id = redis.call('HINCRBY', T .. ':r:' .. me, 'f', 1)
  local fact = text(id) .. ' ' .. kind .. ' ' .. channel .. ' ' .. rest
  redis.call('ZADD', T .. ':o:' .. me, id, fact)
  facts[#facts + 1] = fact
end

local function serialNow() return tonumber(redis.call('GET', T .. ':serial') or '0') end

-- Time makes a serial that is above all before, also when Redis came back with less than it had.
local function nextSerial()
  local serial = math.max(micros, serialNow() + 1)
  redis.call('SET', T .. ':serial', text(serial))
  return serial
end

-- A fact that holds only if nothing undoes it in time. All wait equally long, and in the order in which they came.
local function later(kind, channel, rest)
  if isOurs(channel) then return end
  if settings.hold == 0 then return tell(kind, channel, rest) end
  redis.call('ZADD', T .. ':due', text(nextSerial() + settings.hold * 1000), kind .. ' ' .. channel .. ' ' .. rest)
  wake = settings.hold
end

-- True when a fact was waiting, and now never happened.
local function undo(kind, channel, rest)
  return redis.call('ZREM', T .. ':due', kind .. ' ' .. channel .. ' ' .. rest) == 1
end

local function lastOf(feed) return redis.call('HGET', T .. ':last', feed) or '0' end

local function emit(feed, rest, heard)
  local serial = nextSerial()
  local message = text(serial) .. ' ' .. (heard and lastOf(feed) or '0') .. ' ' .. rest
  if heard then
    local most = math.max(1, math.min(settings.frames, math.floor(settings.bytes / #message)))
    redis.call('HSET', T .. ':last', feed, text(serial))
    redis.call('XADD', T .. ':b:' .. feed, 'MAXLEN', most, text(serial) .. '-0', 'm', message)
    redis.call('PEXPIRE', T .. ':b:' .. feed, settings.window)
  end
  redis.call('PUBLISH', T .. ':t:' .. feed, message)
end

local function tellCount(channel, total)
  local paced = math.min(math.max(count(':paced', channel), millis), millis + 1000) + settings.countSpacing
  set(T .. ':told', channel, total > 0 and millis or 0)
  set(T .. ':paced', channel, total > 0 and paced or 0)
  if total > 0 then
    emit(channel, '- \n{"event":"pusher_internal:subscription_count","data":"{\\"subscription_count\\":' .. text(total) ..
      '}","channel":"' .. channel .. '"}', true)
  end
  tell('c', channel, text(total))
end

-- At once, or when its turn comes: the same as subscription-count.ts.
local function countChanged(channel, total, interval)
  local due = 0
  if total > settings.crowd then due = count(':told', channel) + interval - millis
  elseif total > 0 then
    due = math.min(count(':paced', channel), millis + 1000) + settings.countSpacing - 1000 - millis
  end
  local waiting = 'c ' .. channel .. ' '
  if due <= 0 then
    redis.call('ZREM', T .. ':due', waiting)
    return tellCount(channel, total)
  end
  -- A crowd that has become small is told sooner.
  if redis.call('ZADD', T .. ':due', 'LT', 'CH', text(micros + due * 1000), waiting) == 1 then wake = due end
end

-- What is due by then is told by who asks.
local function claim(before)
  for _, waiting in ipairs(redis.call('ZRANGEBYSCORE', T .. ':due', '-inf', text(before), 'LIMIT', 0, 1000)) do
    redis.call('ZREM', T .. ':due', waiting)
    local kind, channel, rest = string.match(waiting, '^(%a) (%S+) (.*)$')
    if kind == 'c' then
      local total = count(':subs', channel)
      if total > 0 then tellCount(channel, total) end
    else tell(kind, channel, rest) end
  end
  local first = redis.call('ZRANGE', T .. ':due', 0, 0, 'WITHSCORES')
  if first[2] then wake = math.ceil(math.max(0, tonumber(first[2]) - micros) / 1000) end
end

local function leaveRoster(channel, user, removed, silent)
  redis.call('HDEL', T .. ':m:' .. channel, user)
  redis.call('HDEL', T .. ':i:' .. channel, user)
  if redis.call('SREM', T .. ':q:' .. channel, user) == 1 or silent then return end
  -- Also where nobody is left: a node that lost its lease comes back with those who are there still.
  emit(channel, removed, true)
  later('r', channel, user)
end

local function announce(channel, user, added)
  emit(channel, added, true)
  if not undo('r', channel, user) then tell('a', channel, user) end
end

-- [1] channel, sockets or '-' for all but the user's, user or '', sockets of the user, [5] its entry, the frames of its
-- coming and going, most members, ms between counts or '', [10] 'silent', 'leave' or '', 'quiet' or ''.
local function hasPlace(at)
  local channel, user = arg(at), arg(at + 2)
  if user == '' or tonumber(arg(at + 3)) == 0 then return true end
  if redis.call('HEXISTS', T .. ':m:' .. channel, user) == 1 then return true end
  return redis.call('HLEN', T .. ':m:' .. channel) < tonumber(arg(at + 7))
end

-- Who leaves may have been thrown out meanwhile: that makes nobody more.
local function newTally(field, said, mode)
  local had = tonumber(redis.call('HGET', register, field) or '0')
  local sockets = tonumber(said)
  if mode == 'leave' then sockets = math.min(sockets, had) end
  if sockets ~= had then set(register, field, sockets) end
  return sockets - had
end

local function holdUser(at)
  local channel, user, mode = arg(at), arg(at + 2), arg(at + 9)
  local change = newTally('m' .. channel .. ' ' .. user, arg(at + 3), mode)
  if change == 0 then return end
  local before = count(':m:' .. channel, user)
  if before + change <= 0 then
    return leaveRoster(channel, user, arg(at + 6), mode == 'silent' or arg(at + 10) == 'quiet')
  end
  redis.call('HSET', T .. ':m:' .. channel, user, text(before + change))
  if before > 0 then return end
  redis.call('HSET', T .. ':i:' .. channel, user, arg(at + 4))
  if arg(at + 10) == 'quiet' then redis.call('SADD', T .. ':q:' .. channel, user)
  elseif mode ~= 'silent' then announce(channel, user, arg(at + 5)) end
end

local function occupied(channel, silent)
  redis.call('ZADD', T .. ':names', 0, channel)
  if not silent and not undo('v', channel, '') then tell('o', channel, '') end
end

local function vacated(channel, silent)
  redis.call('ZREM', T .. ':names', channel)
  redis.call('HDEL', T .. ':last', channel)
  redis.call('HDEL', T .. ':told', channel)
  redis.call('HDEL', T .. ':paced', channel)
  if not silent then later('v', channel, '') end
end

-- Says how many sockets a holder has in a channel; everything that follows from it happens here.
local function hold(at)
  if again then return end
  local channel, mode = arg(at), arg(at + 9)
  local silent = mode == 'silent'
  local sockets = arg(at + 1)
  if sockets == '-' then
    -- Who died while it said again what it held may have said less of the channel than of its members.
    sockets = math.max(0, tonumber(redis.call('HGET', register, 'c' .. channel) or '0')
      - tonumber(redis.call('HGET', register, 'm' .. channel .. ' ' .. arg(at + 2)) or '0'))
  end
  local change = newTally('c' .. channel, sockets, mode)
  local before = count(':subs', channel)
  local total = math.max(0, before + change)
  if change ~= 0 then set(T .. ':subs', channel, total) end
  if before <= 0 and total > 0 then occupied(channel, silent) end
  if arg(at + 2) ~= '' then holdUser(at) end
  if arg(at + 8) ~= '' and change ~= 0 and not silent then countChanged(channel, total, tonumber(arg(at + 8))) end
  if before > 0 and total <= 0 then vacated(channel, silent) end
end

-- Every socket of a user is out of a channel, whoever holds it. [1] channel, user, what its sockets hear, what the rest.
local function throwOut(at)
  local channel, user = arg(at), arg(at + 1)
  local field, out, gone = 'm' .. channel .. ' ' .. user, false, 0
  for _, holders in ipairs({ ':leases', ':dead' }) do
    for _, holder in ipairs(redis.call('ZRANGE', T .. holders, 0, -1)) do
      local its = T .. ':r:' .. holder
      local sockets = tonumber(redis.call('HGET', its, field) or '0')
      if sockets > 0 then
        redis.call('HDEL', its, field)
        local had = tonumber(redis.call('HGET', its, 'c' .. channel) or '0')
        set(its, 'c' .. channel, had - sockets)
        out, gone = true, gone + math.min(had, sockets)
      end
    end
  end
  if not out then return end
  local total = math.max(0, count(':subs', channel) - gone)
  set(T .. ':subs', channel, total)
  emit(channel, arg(at + 2), true)
  leaveRoster(channel, user, arg(at + 3), false)
  if total == 0 then vacated(channel, false) end
end

-- What a newcomer is told: serial, the feed's last one, roster, subscribers, last event.
local function greet(at, cache)
  local channel = arg(at)
  local roster = arg(at + 2) ~= '' and redis.call('HGETALL', T .. ':i:' .. channel) or {}
  local kept = false
  if cache then
    kept = redis.call('GET', T .. ':k:' .. channel)
    if not kept and not again and redis.call('SADD', T .. ':missed', channel) == 1 then tell('x', channel, '') end
  end
  return { text(serialNow()), lastOf(channel), roster, count(':subs', channel), kept }
end

-- [1] channel, what is sent, ms to keep it as the last event, histories in lines or '', [5] their size, their ms, the entry:
-- its time, how long it is kept, and what it is.
local function publish(from)
  if again then return end
  local at = from
  while arg(at) do
    local channel, rest, keep = arg(at), arg(at + 1), tonumber(arg(at + 2))
    if keep > 0 then
      redis.call('SET', T .. ':k:' .. channel, string.sub(rest, string.find(rest, '\n', 1, true) + 1), 'PX', keep)
      redis.call('SREM', T .. ':missed', channel)
    end
    for name in string.gmatch(arg(at + 3), '[^\n]+') do
      local history = T .. ':y:' .. name
      local last = string.match(redis.call('LINDEX', history, -1) or '', '^%d+')
      local given, entry = string.match(arg(at + 6), '^(%d+) (.*)$')
      -- Every entry has a time of its own, so that a time can say where a page ends.
      redis.call('RPUSH', history, text(math.max(tonumber(given), tonumber(last or '0') + 1)) .. ' ' .. entry)
      redis.call('LTRIM', history, -tonumber(arg(at + 4)), -1)
      redis.call('PEXPIRE', history, arg(at + 5))
    end
    -- Nobody is there as far as Redis knows; after it lost everything that may be wrong.
    emit(channel, rest, channel == '%control' or redis.call('HEXISTS', T .. ':subs', channel) == 1)
    at = at + 7
  end
end
