-- What nodes hear, in order.
-- KEYS: serial lastSerials backlog feed settling
--
-- The serial that was given last, and the era as text: where those of this life of the keys began. acquire-lease.lua sets both.
local function readSerial()
  local serial, era = string.match(redis.call('GET', keys.serial) or '0 0', '^(%d+) (%d+)$')
  return tonumber(serial), era
end

-- Time makes a serial that is above all before, also when Redis came back with less than it had: if its clock is not behind.
-- As a number, and with the era as texts.
local function nextSerial()
  local last, era = readSerial()
  local serial = math.max(micros, last + 1)
  local written = text(serial)
  redis.call('SET', keys.serial, written .. ' ' .. era)
  return serial, written, era
end

-- A serial as a node is told it; none: the last one.
local function stamp(serial, era)
  if not serial then serial, era = readSerial() end
  return text(serial) .. ' ' .. era
end

local function lastOf(feed) return tonumber(redis.call('HGET', keys.lastSerials, feed) or '0') end

-- The state of the backlog: the serial of its newest message, and the bytes of all that it ever had.
local backlogField = '%backlog'
local function readState(state) return string.match(state or '0 0', '^(%d+) (%d+)$') end

-- The oldest go: those whose time is over, and as many bytes as there are too many. `bytes`: of all that it ever had.
local function trimBacklog(bytes)
  redis.call('XTRIM', keys.backlog, 'MINID', text(micros - settings.window * 1000) .. '-0')
  repeat
    local page = redis.call('XRANGE', keys.backlog, '-', '+', 'COUNT', 100)
    local first = nil
    for _, entry in ipairs(page) do
      local serial = tonumber(string.match(entry[1], '^%d+'))
      local _, before = readState(entry[2][2])
      first = text(serial)
      if bytes - before <= settings.bytes then break end
      first = text(serial + 1)
    end
    local trimmed = first and redis.call('XTRIM', keys.backlog, 'MINID', first .. '-0') or 0
  until trimmed < 100
  redis.call('PEXPIRE', keys.backlog, settings.window + 2 * settings.lease)
end

-- `message` as feeds/message.ts encodes it, but for the serials. Where somebody has to hear it, or may have to, the backlog
-- keeps it for who misses it, with the state of the backlog before it, which says whether anything in between is gone.
local function emit(feed, message, heard)
  local _, serial, era = nextSerial()
  -- Not all nodes may have said again what they hear.
  local perhaps = not heard and (micros - era < settings.lease * 1000 or redis.call('EXISTS', keys.settling) == 1)
  if not heard and not perhaps then
    redis.call('PUBLISH', keys.feed .. feed, serial .. ' 0 ' .. era .. ' ' .. message)
    return
  end
  local last = redis.call('HMGET', keys.lastSerials, feed, backlogField)
  local whole = serial .. ' ' .. (last[1] or '0') .. ' ' .. era .. ' ' .. message
  local newest, before = readState(last[2])
  local bytes = before + #feed + #whole
  local state = serial .. ' ' .. text(bytes)
  if heard then redis.call('HSET', keys.lastSerials, feed, serial, backlogField, state)
  else redis.call('HSET', keys.lastSerials, backlogField, state) end
  redis.call('XADD', keys.backlog, 'MAXLEN', settings.frames, serial .. '-0', 'b', last[2] or '0 0', 'f', feed, 'm', whole)
  -- Now and then, and when it was quiet for long.
  local step = settings.bytes / 64
  if math.floor(bytes / step) ~= math.floor(before / step) or tonumber(newest) < micros - settings.window * 1000 then
    trimBacklog(bytes)
  end
  redis.call('PUBLISH', keys.feed .. feed, whole)
end
