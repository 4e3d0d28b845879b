-- Facts that were held back and whose time has come.
-- Uses: facts
passFull()
if not admit() then return { 'lost' } end
if not again then tellDue(micros) end
return { 'ok', facts, wake }
