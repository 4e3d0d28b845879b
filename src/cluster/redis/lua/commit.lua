-- One step of a room. 1 room, version, state or '', ms, [5] rate or '', how many, ms, 'join', 'leave', 'gone',
-- 'revived' or '',
-- [9] as set-counts.lua takes it, [21] the history that a join is told, [22] who is announced: channel, user, frame; [25] how
-- many are thrown out, and of each
-- channel, user and two frames; then as publish.lua takes it. 'gone': no socket leaves, only the
-- state has not heard of it. 'revived': Redis had lost the room, and 6 is the version that it had.
if not admit() then return { 'lost' } end
local room, version, done = T .. ':room:' .. arg(1), tonumber(arg(2)), T .. ':done:' .. me .. ' ' .. ARGV[2]
local kind = arg(8)

local function answer(now)
  if kind ~= 'join' then return { 'ok', facts, wake, tonumber(now) } end
  local history = redis.call('LRANGE', T .. ':y:' .. arg(21), 0, -1)
  return { 'ok', facts, wake, tonumber(now), greet(9, arg(20) == 'cache'), history }
end

-- Other sockets of the user stay in the channel: one goes, and the room need not know.
local function stays()
  if kind ~= 'leave' and kind ~= 'gone' then return false end
  local sockets = count(':m:' .. arg(9), arg(11))
  if kind == 'gone' then return sockets > 0 end
  local had = tonumber(redis.call('HGET', register, 'm' .. arg(9) .. ' ' .. arg(11)) or '0')
  return sockets + math.min(tonumber(arg(12)), had) - had > 0
end

if again then
  local before = redis.call('GET', done)
  if before == 'stays' then return { 'stays', facts, wake, version } end
  if before then return answer(before) end
  -- The dead holder it speaks for was swept by somebody else.
  if ARGV[3] ~= '' and not redis.call('ZSCORE', T .. ':dead', ARGV[3]) then return { 'stays', facts, wake, version } end
end
if kind == 'join' and not hasPlace(9) then return { 'full', facts, wake, version } end
if not again and stays() then
  redis.call('SET', done, 'stays', 'PX', settings.done)
  if kind == 'leave' then hold(9) end
  return { 'stays', facts, wake, version }
end
local found = redis.call('HMGET', room, 'version', 'state')
local present = tonumber(found[1] or '0')
if present ~= version or again then return { 'conflict', facts, wake, present, found[2] } end
if arg(5) ~= '' then
  local rate, window = T .. ':rate:' .. arg(1) .. ' ' .. arg(5), tonumber(arg(7)) * 1000
  redis.call('ZREMRANGEBYSCORE', rate, '-inf', text(micros - window))
  if redis.call('ZCARD', rate) >= tonumber(arg(6)) then
    local first = redis.call('ZRANGE', rate, 0, 0, 'WITHSCORES')
    return { 'rate', facts, wake, math.max(1, math.ceil((tonumber(first[2]) + window - micros) / 1000)) }
  end
  redis.call('ZADD', rate, text(micros), me .. ' ' .. ARGV[2])
  redis.call('PEXPIRE', rate, arg(7))
end
if arg(3) ~= '' then
  -- Time makes a version that no room of that name ever had, also when Redis came back with nothing.
  present = kind == 'revived' and tonumber(arg(6)) or math.max(present + 1, micros)
  redis.call('HSET', room, 'version', text(present), 'state', arg(3))
  redis.call('PEXPIRE', room, arg(4))
end
redis.call('SET', done, text(present), 'PX', settings.done)
if kind == 'join' or kind == 'leave' then hold(9) end
if arg(22) ~= '' and redis.call('SREM', T .. ':q:' .. arg(22), arg(23)) == 1 then announce(arg(22), arg(23), arg(24)) end
local events = 26 + 4 * tonumber(arg(25))
for at = 26, events - 1, 4 do throwOut(at) end
publish(events)
return answer(present)
