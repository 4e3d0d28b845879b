-- Occupied channels in the order of their names, at most 1000. 1 what they begin with, 2 the one to go on behind or ''.
local from = arg(2) == '' and '[' .. arg(1) or '(' .. arg(2)
local names = redis.call('ZRANGEBYLEX', T .. ':names', from, '[' .. arg(1) .. '\255', 'LIMIT', 0, 1000)
local counts = {}
for index, name in ipairs(names) do
  counts[index * 2 - 1] = count(':subs', name)
  counts[index * 2] = redis.call('HLEN', T .. ':m:' .. name)
end
return { 'ok', {}, names, counts }
