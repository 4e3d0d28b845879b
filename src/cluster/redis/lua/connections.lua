-- How many connections a node has. 1 the number, 2 'quota' where the others must know it at once.
if not admit() then return { 'lost' } end
if not again then
  set(T .. ':conns', me, tonumber(arg(1)))
  if arg(2) == 'quota' then redis.call('PUBLISH', T .. ':t:%nodes', me .. ' ' .. arg(1)) end
end
return { 'ok', facts }
