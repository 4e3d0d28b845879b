-- What a feed had after a serial, as far as it is still there.
-- Uses: feeds
-- ARGV: feed after
local found = redis.call('XRANGE', keys.backlog .. arg.feed, '(' .. arg.after .. '-0', '+')
local messages = {}
for index, entry in ipairs(found) do messages[index] = entry[2][2] end
return { 'ok', {}, lastOf(arg.feed), messages }
