-- Sets how many connections a node has.
-- Uses: facts
-- KEYS: connections nodes
-- ARGV: connections
-- ARGV: when   'now': the others must know it at once; or ''
passFull()
if not admit() then return { 'lost' } end
if not again then
  set(keys.connections, arg.holder, tonumber(arg.connections))
  if arg.when == 'now' then redis.call('PUBLISH', keys.nodes, arg.holder .. ' ' .. arg.connections) end
end
return { 'ok', facts }
