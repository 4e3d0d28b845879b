-- [L32] What is remembered of an app, in two kinds that are bounded each: 'events' are last events and histories, 'rooms' are
-- states that nobody is in. A thing is 'c' and a channel, 'h' and a history, or 'r' and a room.
-- Uses: facts
-- KEYS: ages ends costs cached history room
-- What Redis takes for a thing besides its text, its places in the index among it; for a character of its name, which stands
-- there in five places; for an entry. Seen: 460 for a last event, 600 for a history or a small room, 850 for a large one.
local perThing, perCharacter, perEntry = 700, 5, 16
local hour = 3600000
-- By kind what all things come to, as far as this script has asked.
local sums = {}
local younger = 0

local function sumOf(kind)
  if not sums[kind] then
    local found = redis.call('HMGET', keys.costs .. kind, 'entries', 'bytes', 'lasts')
    local entries, bytes = tonumber(found[1] or '0'), tonumber(found[2] or '0')
    sums[kind] = { entries = entries, bytes = bytes, before = { entries, bytes }, lasts = tonumber(found[3] or '0') }
  end
  return sums[kind]
end

local function costOf(kind, thing)
  local entries, bytes = string.match(redis.call('HGET', keys.costs .. kind, thing) or '', '^(%d+) (%d+)$')
  return tonumber(entries or '0'), tonumber(bytes or '0')
end

-- Memory is had in sizes that are up to a quarter apart.
local function sizeOf(written) return math.ceil(#written * 1.2) end

-- It takes so much now; with no entries it is gone.
local function weigh(kind, thing, entries, bytes)
  local hadEntries, hadBytes = costOf(kind, thing)
  if hadEntries == 0 and entries == 0 then return end
  local sum = sumOf(kind)
  sum.entries, sum.bytes = sum.entries + entries - hadEntries, sum.bytes + bytes - hadBytes
  if entries > 0 then
    redis.call('HSET', keys.costs .. kind, thing, text(entries) .. ' ' .. text(bytes))
  else
    redis.call('HDEL', keys.costs .. kind, thing)
    redis.call('ZREM', keys.ages .. kind, thing)
    redis.call('ZREM', keys.ends .. kind, thing)
  end
end

-- Of an app that is gone all this goes, an hour after the last of its things or sooner after that.
local function endsIn(kind, thing, ttl)
  local sum, finish = sumOf(kind), millis + ttl
  redis.call('ZADD', keys.ends .. kind, text(finish), thing)
  if finish <= sum.lasts then return end
  sum.lasts = finish + hour
  for _, family in ipairs({ keys.ages, keys.ends, keys.costs }) do
    redis.call('PEXPIRE', family .. kind, text(ttl + hour))
  end
end

-- One that is written as a whole, and is the youngest by that.
local function rememberWhole(kind, thing, written, ttl)
  younger = younger + 1
  weigh(kind, thing, 1, perThing + #thing * perCharacter + sizeOf(written))
  redis.call('ZADD', keys.ages .. kind, text(micros + younger), thing)
  endsIn(kind, thing, ttl)
end

local function timeOf(entry) return tonumber(string.match(entry, '^%d+')) end

-- The oldest entries of a history go; it is as old as the oldest that is left.
local function shorten(name, howMany, entries, bytes)
  local history, thing = keys.history .. name, 'h ' .. name
  if howMany > 0 then
    for _, entry in ipairs(redis.call('LRANGE', history, 0, howMany - 1)) do bytes = bytes - perEntry - sizeOf(entry) end
    redis.call('LTRIM', history, howMany, -1)
  end
  local oldest = redis.call('LINDEX', history, 0)
  weigh('events', thing, oldest and math.max(1, entries - howMany) or 0, math.max(0, bytes))
  if oldest then redis.call('ZADD', keys.ages .. 'events', text(timeOf(oldest) * 1000), thing) end
end

local function rememberEntry(name, size, ttl, entry)
  local history, thing = keys.history .. name, 'h ' .. name
  local last = redis.call('LINDEX', history, -1)
  local given, what = string.match(entry, '^(%d+) (.*)$')
  -- Every entry has a time of its own, so that a time can say where a page ends.
  local whole = text(math.max(tonumber(given), last and timeOf(last) + 1 or 1)) .. ' ' .. what
  local entries = redis.call('RPUSH', history, whole)
  redis.call('PEXPIRE', history, ttl)
  local _, bytes = costOf('events', thing)
  -- One that ended may be counted still.
  if entries == 1 or bytes == 0 then bytes = perThing + #thing * perCharacter end
  shorten(name, math.max(0, entries - size), entries, bytes + perEntry + sizeOf(whole))
  endsIn('events', thing, ttl)
end

-- How many that were.
local function forgetOldest(kind)
  local thing = redis.call('ZRANGE', keys.ages .. kind, 0, 0)[1]
  if not thing then
    sumOf(kind).entries, sumOf(kind).bytes = 0, 0
    return 0
  end
  local what, name = string.match(thing, '^(.) (.*)$')
  if what == 'h' then
    shorten(name, 1, costOf(kind, thing))
    return 1
  end
  weigh(kind, thing, 0, 0)
  return redis.call('DEL', (what == 'c' and keys.cached or keys.room) .. name)
end

local function save(kind)
  local sum, costs = sums[kind], keys.costs .. kind
  if sum.entries == 0 then return redis.call('DEL', costs) end
  redis.call('HSET', costs, 'entries', text(sum.entries), 'bytes', text(sum.bytes), 'lasts', text(sum.lasts))
end

local function isAbove(sum, entries, bytes) return sum.entries > entries or sum.bytes > bytes end

-- Behind what was written. What ended goes first, then the oldest. Where bounds have become lower, each script brings what is
-- there nearer to them: none lasts long.
local function makeRoom(kind, mostEntries, mostBytes)
  local sum = sums[kind]
  if not sum then return end
  local steps, forgot = 0, 0
  while isAbove(sum, mostEntries, mostBytes) and (steps < 1000 or isAbove(sum, unpack(sum.before))) do
    local ended = redis.call('ZRANGEBYSCORE', keys.ends .. kind, '-inf', text(millis), 'LIMIT', 0, 1)
    if ended[1] then weigh(kind, ended[1], 0, 0) else forgot = forgot + forgetOldest(kind) end
    steps = steps + 1
  end
  save(kind)
  if forgot > 0 then tell('f', kind, text(forgot)) end
end

-- What ended is not counted any more: so many in one turn.
local function sweepEnded(kind)
  local ended = redis.call('ZRANGEBYSCORE', keys.ends .. kind, '-inf', text(millis), 'LIMIT', 0, 300)
  for _, thing in ipairs(ended) do weigh(kind, thing, 0, 0) end
  if sums[kind] then save(kind) end
end
