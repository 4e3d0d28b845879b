-- What a holder holds, piece by piece. 1 the holder, 2 the cursor.
local page = redis.call('HSCAN', T .. ':r:' .. arg(1), arg(2), 'COUNT', 500)
return { 'ok', {}, page[1], page[2] }
