-- A holder for those whose node leaves: dead from the start, swept when the time is over.
-- Uses: facts
-- ARGV: keeper
-- ARGV: grace    ms
if not admit() then return { 'lost' } end
if not again then redis.call('ZADD', keys.dead, millis + arg.grace, arg.keeper) end
return { 'ok', facts }
