-- Who is in a channel. A change is what set-counts.lua names in its head, as a table.
-- Uses: facts
-- KEYS: channels members roster quiet cached
-- Not a change that anybody is told of: those who know the roster follow it all the same.
local function changeQuietly(channel, change) emit(channel, change, true) end

local function leaveRoster(channel, user, removed, silent)
  redis.call('HDEL', keys.members .. channel, user)
  redis.call('HDEL', keys.roster .. channel, user)
  if redis.call('SREM', keys.quiet .. channel, user) == 1 or silent then
    return changeQuietly(channel, '~ ' .. user .. '\n')
  end
  -- Also where nobody is left: a node that lost its lease comes back with those who are there still.
  depart('m', channel, user, channel, removed)
end

local function announce(channel, user, added)
  if stay('m', channel, user) then return changeQuietly(channel, string.match(added, '^[^\n]*\n[^\n]*\n')) end
  emit(channel, added, true)
  if not undo('r', channel, user) then tell('a', channel, user) end
end

local function hasPlace(change)
  if change.user == '' or tonumber(change.userSockets) == 0 then return true end
  if redis.call('HEXISTS', keys.members .. change.channel, change.user) == 1 then return true end
  return redis.call('HLEN', keys.members .. change.channel) < tonumber(change.maxMembers)
end

-- Of the channel's sockets, or of the user's, the holder has more than it had.
local function makesMore(change)
  if change.mode == 'leave' then return false end
  local channel = change.channel
  if change.sockets ~= '-' and tonumber(change.sockets) > count(holdings, 'c' .. channel) then return true end
  return change.user ~= '' and tonumber(change.userSockets) > count(holdings, 'm' .. channel .. ' ' .. change.user)
end

-- Notes how many sockets the holder has, and answers how many that is more. Who leaves may have been kicked meanwhile:
-- that makes nobody more.
local function note(field, said, mode)
  local had = count(holdings, field)
  local sockets = tonumber(said)
  if mode == 'leave' then sockets = math.min(sockets, had) end
  if sockets ~= had then set(holdings, field, sockets) end
  return sockets - had
end

local function setUser(change)
  local channel, user, silent = change.channel, change.user, change.mode == 'silent'
  local more = note('m' .. channel .. ' ' .. user, change.userSockets, change.mode)
  if more == 0 then return end
  local before = count(keys.members .. channel, user)
  if before + more <= 0 then return leaveRoster(channel, user, change.removed, silent or change.quiet == 'quiet') end
  redis.call('HSET', keys.members .. channel, user, text(before + more))
  if before > 0 then return end
  redis.call('HSET', keys.roster .. channel, user, change.entry)
  if change.quiet ~= 'quiet' and not silent then return announce(channel, user, change.added) end
  if change.quiet == 'quiet' then redis.call('SADD', keys.quiet .. channel, user) else stay('m', channel, user) end
  changeQuietly(channel, '+- ' .. user .. '\n' .. change.entry .. '\n')
end

local function occupied(channel, silent)
  redis.call('ZADD', keys.channels, 0, channel)
  if not stay('e', channel, '') and not silent and not undo('v', channel, '') then tell('o', channel, '') end
end

local function vacated(channel, silent)
  redis.call('ZREM', keys.channels, channel)
  redis.call('HDEL', keys.lastSerials, channel)
  redis.call('HDEL', keys.countedAt, channel)
  redis.call('HDEL', keys.pacedUntil, channel)
  if not silent then depart('e', channel, '', channel, '') end
end

-- Sets how many sockets a holder has in a channel; everything that follows from it happens here.
local function setCounts(change)
  if again then return end
  local channel, silent, sockets = change.channel, change.mode == 'silent', change.sockets
  if sockets == '-' then
    -- Who died while it restored what it had may have said less of the channel than of its members.
    sockets = math.max(0, count(holdings, 'c' .. channel) - count(holdings, 'm' .. channel .. ' ' .. change.user))
  end
  local more = note('c' .. channel, sockets, change.mode)
  local before = count(keys.subscriptions, channel)
  local total = math.max(0, before + more)
  if more ~= 0 then set(keys.subscriptions, channel, total) end
  if before <= 0 and total > 0 then occupied(channel, silent) end
  if change.user ~= '' then setUser(change) end
  if change.countEvery ~= '' and more ~= 0 and not silent then
    countChanged(channel, total, tonumber(change.countEvery), change.countFrame)
  end
  if before > 0 and total <= 0 then vacated(channel, silent) end
end

-- What a newcomer is told: serial, the feed's last one, the roster if its node does not know it, subscribers, last event.
local function greet(change)
  local channel = change.channel
  local serial, era = readSerial()
  local roster = change.user ~= '' and change.rosterEra ~= era and redis.call('HGETALL', keys.roster .. channel)
  local frame = false
  if change.ask == 'cache' then
    frame = redis.call('GET', keys.cached .. channel)
    if not frame and not again and redis.call('SADD', keys.missed, channel) == 1 then tell('x', channel, '') end
  end
  return { stamp(serial, era), stamp(lastOf(channel), era), roster, count(keys.subscriptions, channel), frame }
end
