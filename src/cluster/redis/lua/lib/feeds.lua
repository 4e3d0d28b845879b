-- What nodes hear, in order.
-- KEYS: serial lastSerials backlog feed settling
--
-- The serial that was given last, and the era: where those of this life of the keys began. acquire-lease.lua sets both.
local function readSerial()
  local serial, era = string.match(redis.call('GET', keys.serial) or '', '^(%d+) (%d+)$')
  return tonumber(serial or '0'), tonumber(era or '0')
end

-- Time makes a serial that is above all before, also when Redis came back with less than it had: if its clock is not behind.
local function nextSerial()
  local serial, era = readSerial()
  serial = math.max(micros, serial + 1)
  redis.call('SET', keys.serial, text(serial) .. ' ' .. text(era))
  return serial, era
end

-- A serial as a node is told it.
local function stamp(serial)
  local now, era = readSerial()
  return text(serial or now) .. ' ' .. text(era)
end

local function lastOf(feed) return tonumber(redis.call('HGET', keys.lastSerials, feed) or '0') end

-- The state of the backlog: the serial of its newest message, and the bytes of all that it ever had.
local backlogField = '%backlog'
local function readState(state) return string.match(state or '0 0', '^(%d+) (%d+)$') end

-- The oldest go: those whose time is over, and as many bytes as there are too many. `bytes`: of all that it ever had.
local function trimBacklog(bytes)
  repeat
    local page = redis.call('XRANGE', keys.backlog, '-', '+', 'COUNT', 100)
    local first = nil
    for _, entry in ipairs(page) do
      local serial = tonumber(string.match(entry[1], '^%d+'))
      local _, before = readState(entry[2][2])
      first = text(serial)
      if serial >= micros - settings.window * 1000 and bytes - before <= settings.bytes then break end
      first = text(serial + 1)
    end
    local trimmed = first and redis.call('XTRIM', keys.backlog, 'MINID', first .. '-0') or 0
  until trimmed < 100
  redis.call('PEXPIRE', keys.backlog, settings.window + 2 * settings.lease)
end

-- `message` as feeds/message.ts encodes it, but for the serials. Where somebody has to hear it, or may have to, the backlog
-- keeps it for who misses it, with the state of the backlog before it, which says whether anything in between is gone.
local function emit(feed, message, heard)
  local serial, era = nextSerial()
  -- Not all nodes may have said again what they hear.
  local perhaps = not heard and (micros - era < settings.lease * 1000 or redis.call('EXISTS', keys.settling) == 1)
  if not heard and not perhaps then
    redis.call('PUBLISH', keys.feed .. feed, text(serial) .. ' 0 ' .. text(era) .. ' ' .. message)
    return
  end
  local last = redis.call('HMGET', keys.lastSerials, feed, backlogField)
  local whole = text(serial) .. ' ' .. (last[1] or '0') .. ' ' .. text(era) .. ' ' .. message
  local newest, before = readState(last[2])
  local bytes = before + #feed + #whole
  redis.call('HSET', keys.lastSerials, backlogField, text(serial) .. ' ' .. text(bytes))
  if heard then redis.call('HSET', keys.lastSerials, feed, text(serial)) end
  redis.call('XADD', keys.backlog, 'MAXLEN', settings.frames, text(serial) .. '-0',
    'b', last[2] or '0 0', 'f', feed, 'm', whole)
  -- Now and then, and when it was quiet for long.
  local step = settings.bytes / 64
  if math.floor(bytes / step) ~= math.floor(before / step) or tonumber(newest) < micros - settings.window * 1000 then
    trimBacklog(bytes)
  end
  redis.call('PUBLISH', keys.feed .. feed, whole)
end
