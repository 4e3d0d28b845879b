-- Events on channels.
-- Uses: remembered
-- KEYS: cached missed subscriptions
-- ARGV: mostEntries mostBytes   of what is remembered
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
      rememberWhole('events', 'c ' .. channel, frame, tonumber(keep))
    end
    for name in string.gmatch(histories, '[^\n]+') do rememberEntry(name, tonumber(size), tonumber(ttl), entry) end
    -- Nobody is there as far as Redis knows; after it lost everything that may be wrong.
    emit(channel, message, channel == settings.controlFeed or redis.call('HEXISTS', keys.subscriptions, channel) == 1)
  end
  makeRoom('events', tonumber(arg.mostEntries), tonumber(arg.mostBytes))
end
