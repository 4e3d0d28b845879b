-- What a feed had after a serial, as far as it is still there. 1 the feed, 2 the serial.
local found = redis.call('XRANGE', T .. ':b:' .. arg(1), '(' .. arg(2) .. '-0', '+')
local messages = {}
for index, entry in ipairs(found) do messages[index] = entry[2][2] end
return { 'ok', {}, lastOf(arg(1)), messages }
