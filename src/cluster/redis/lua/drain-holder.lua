-- A holder for those whose node leaves: dead from the start, swept when the time is over. 1 the ghost, 2 ms.
if not admit() then return { 'lost' } end
if not again then redis.call('ZADD', T .. ':dead', millis + arg(2), arg(1)) end
return { 'ok', facts }
