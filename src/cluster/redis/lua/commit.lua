-- One step of a room: state, rate, sockets, roster and events change together, or not at all.
-- Uses: presence publish
-- KEYS: room rate done history
-- ARGV: room version
-- ARGV: state ttl                    the new state, or '', and for how many ms it is kept
-- ARGV: revived                      the version that it had, where Redis had lost it; or ''
-- ARGV: rateKey rateMax rateWindow   so many of this key in so many ms, or ''
-- ARGV: kind                         'join', 'leave', 'gone': the room alone has not heard of it; or ''
-- ARGV: channel sockets user userSockets entry added removed maxMembers countEvery countFrame mode quiet ask rosterEra
-- ARGV: history                      the one that a join is told
-- ARGV: announced announcedUser announcedFrame   the channel of a member whom the others are told of now, or ''
-- ARGV: kicks                        how many members are kicked
-- ARGV: rest...                      of each its channel, user, and two messages; then events as publish.lua has them
if arg.kind == 'leave' or arg.kind == 'gone' then passFull() end
if not admit() then return { 'lost' } end
local version = tonumber(arg.version)
local room, done = keys.room .. arg.room, keys.done .. arg.holder .. ' ' .. arg.number

local function answer(now)
  if arg.kind ~= 'join' then return { 'ok', facts, wake, tonumber(now) } end
  local history = redis.call('LRANGE', keys.history .. arg.history, 0, -1)
  return { 'ok', facts, wake, tonumber(now), greet(arg), history }
end

-- Other sockets of the user stay in the channel: one goes, and the room need not know.
local function stays()
  if arg.kind ~= 'leave' and arg.kind ~= 'gone' then return false end
  local sockets = count(keys.members .. arg.channel, arg.user)
  if arg.kind == 'gone' then return sockets > 0 end
  local had = count(holdings, 'm' .. arg.channel .. ' ' .. arg.user)
  return sockets + math.min(tonumber(arg.userSockets), had) - had > 0
end

-- Every socket of a user is out of a channel, whoever has it. Its own sockets hear `kick`, the others `removed`.
local function kick(channel, user, kicked, removed)
  local field, out, gone = 'm' .. channel .. ' ' .. user, false, 0
  for _, holders in ipairs({ keys.leases, keys.dead }) do
    for _, holder in ipairs(redis.call('ZRANGE', holders, 0, -1)) do
      local its = keys.holdings .. holder
      local sockets = count(its, field)
      if sockets > 0 then
        redis.call('HDEL', its, field)
        local had = count(its, 'c' .. channel)
        set(its, 'c' .. channel, had - sockets)
        out, gone = true, gone + math.min(had, sockets)
      end
    end
  end
  if not out then return end
  local total = math.max(0, count(keys.subscriptions, channel) - gone)
  set(keys.subscriptions, channel, total)
  emit(channel, kicked, true)
  leaveRoster(channel, user, removed, false)
  if total == 0 then vacated(channel, false) end
end

-- Ms to wait, where there were too many of late; else it counts, and answers nothing.
local function overRate()
  local rate, window = keys.rate .. arg.room .. ' ' .. arg.rateKey, tonumber(arg.rateWindow) * 1000
  redis.call('ZREMRANGEBYSCORE', rate, '-inf', text(micros - window))
  if redis.call('ZCARD', rate) >= tonumber(arg.rateMax) then
    local first = redis.call('ZRANGE', rate, 0, 0, 'WITHSCORES')
    return math.max(1, math.ceil((tonumber(first[2]) + window - micros) / 1000))
  end
  redis.call('ZADD', rate, text(micros), arg.holder .. ' ' .. arg.number)
  redis.call('PEXPIRE', rate, arg.rateWindow)
end

if again then
  local before = redis.call('GET', done)
  if before == 'stays' then return { 'stays', facts, wake, version } end
  if before then return answer(before) end
  -- The dead holder it speaks for was swept by somebody else.
  if arg.onBehalfOf ~= '' and not redis.call('ZSCORE', keys.dead, arg.onBehalfOf) then
    return { 'stays', facts, wake, version }
  end
end
if arg.kind == 'join' and not hasPlace(arg) then return { 'full', facts, wake, version } end
if not again and stays() then
  redis.call('SET', done, 'stays', 'PX', settings.done)
  if arg.kind == 'leave' then setCounts(arg) end
  return { 'stays', facts, wake, version }
end
local found = redis.call('HMGET', room, 'version', 'state')
local present = tonumber(found[1] or '0')
if present ~= version or again then return { 'conflict', facts, wake, present, found[2] } end
if arg.rateKey ~= '' then
  local wait = overRate()
  if wait then return { 'rate', facts, wake, wait } end
end
if arg.state ~= '' then
  -- Time makes a version that no room of that name ever had, also when Redis came back with nothing.
  present = tonumber(arg.revived) or math.max(present + 1, micros)
  redis.call('HSET', room, 'version', text(present), 'state', arg.state)
  redis.call('PEXPIRE', room, arg.ttl)
  local thing, ttl = 'r ' .. arg.room, tonumber(arg.ttl)
  if ttl < settings.always then rememberWhole('rooms', thing, arg.state, ttl) else weigh('rooms', thing, 0, 0) end
end
redis.call('SET', done, text(present), 'PX', settings.done)
if arg.kind == 'join' or arg.kind == 'leave' then setCounts(arg) end
if arg.announced ~= '' and redis.call('SREM', keys.quiet .. arg.announced, arg.announcedUser) == 1 then
  announce(arg.announced, arg.announcedUser, arg.announcedFrame)
end
local events = rest + 4 * tonumber(arg.kicks)
for at = rest, events - 1, 4 do kick(unpack(ARGV, at, at + 3)) end
publish(events)
makeRoom('rooms', tonumber(arg.mostEntries), tonumber(arg.mostBytes))
return answer(present)
