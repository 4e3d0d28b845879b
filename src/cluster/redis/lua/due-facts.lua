-- Tells facts that were held back and whose time has come. Answers all that the holder has not said to have told.
-- Uses: facts
passFull()
if not admit() then return { 'lost' } end
if not again then tellDue(micros) end
return { 'ok', redis.call('ZRANGE', keys.outbox .. arg.holder, 0, 4999), wake }
