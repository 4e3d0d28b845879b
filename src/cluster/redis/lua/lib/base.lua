-- What every script has. In front of it stand `settings`, `keys` and `arg`, written by io/scripts.ts from what the scripts
-- name in their heads: keys by the names of io/keys.ts, those of a family without its end, and arguments in their order.
-- `rest` is where the last of them begins, if there may be any number of it.
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local millis = math.floor(micros / 1000)

local function text(number) return string.format('%.0f', number) end
local function count(hash, field) return tonumber(redis.call('HGET', hash, field) or '0') end

local function set(hash, field, value)
  if value > 0 then redis.call('HSET', hash, field, text(value)) else redis.call('HDEL', hash, field) end
end
