-- What nodes hear, in order.
-- KEYS: serial lastSerials backlog feed
local function serialNow() return tonumber(redis.call('GET', keys.serial) or '0') end

-- Time makes a serial that is above all before, also when Redis came back with less than it had.
local function nextSerial()
  local serial = math.max(micros, serialNow() + 1)
  redis.call('SET', keys.serial, text(serial))
  return serial
end

local function lastOf(feed) return redis.call('HGET', keys.lastSerials, feed) or '0' end

-- `message` as feeds/message.ts encodes it, but for the serials. Kept for who misses it, where somebody has to hear it.
local function emit(feed, message, heard)
  local serial = nextSerial()
  local whole = text(serial) .. ' ' .. (heard and lastOf(feed) or '0') .. ' ' .. message
  if heard then
    local most = math.max(1, math.min(settings.frames, math.floor(settings.bytes / #whole)))
    redis.call('HSET', keys.lastSerials, feed, text(serial))
    redis.call('XADD', keys.backlog .. feed, 'MAXLEN', most, text(serial) .. '-0', 'm', whole)
    redis.call('PEXPIRE', keys.backlog .. feed, settings.window)
  end
  redis.call('PUBLISH', keys.feed .. feed, whole)
end
