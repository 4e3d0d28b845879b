-- Occupied channels in the order of their names, at most 1000.
-- KEYS: channels subscriptions members
-- ARGV: prefix
-- ARGV: after    the one to go on behind, or ''
local from = arg.after == '' and '[' .. arg.prefix or '(' .. arg.after
local names = redis.call('ZRANGEBYLEX', keys.channels, from, '[' .. arg.prefix .. '\255', 'LIMIT', 0, 1000)
local counts = {}
for index, name in ipairs(names) do
  counts[index * 2 - 1] = count(keys.subscriptions, name)
  counts[index * 2] = redis.call('HLEN', keys.members .. name)
end
return { 'ok', {}, names, counts }
