-- Events on channels.
-- Uses: lease feeds
-- KEYS: cached missed history subscriptions
local function remember(name, size, ttl, entry)
  local history = keys.history .. name
  local last = string.match(redis.call('LINDEX', history, -1) or '', '^%d+')
  local given, what = string.match(entry, '^(%d+) (.*)$')
  -- Every entry has a time of its own, so that a time can say where a page ends.
  redis.call('RPUSH', history, text(math.max(tonumber(given), tonumber(last or '0') + 1)) .. ' ' .. what)
  redis.call('LTRIM', history, -tonumber(size), -1)
  redis.call('PEXPIRE', history, ttl)
end

-- From here on ARGV has seven of each event: its channel, what is sent, ms to keep it as the last event, the histories to
-- remember it in, one a line, their size, their ms, and the entry.
local function publish(from)
  if again then return end
  for at = from, #ARGV, 7 do
    local channel, message, keep, histories, size, ttl, entry = unpack(ARGV, at, at + 6)
    if tonumber(keep) > 0 then
      local frame = string.sub(message, string.find(message, '\n', 1, true) + 1)
      redis.call('SET', keys.cached .. channel, frame, 'PX', keep)
      redis.call('SREM', keys.missed, channel)
    end
    for name in string.gmatch(histories, '[^\n]+') do remember(name, size, ttl, entry) end
    -- Nobody is there as far as Redis knows; after it lost everything that may be wrong.
    emit(channel, message, channel == settings.controlFeed or redis.call('HEXISTS', keys.subscriptions, channel) == 1)
  end
end
