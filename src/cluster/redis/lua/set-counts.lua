-- How many sockets are in a channel, and of which user. 12 'cache', 'greet' or '': what is asked back.
if not admit() then return { 'lost' } end
if not hasPlace(1) then return { 'full', facts, wake } end
hold(1)
if arg(12) == '' then return { 'ok', facts, wake } end
local greeting = greet(1, arg(12) == 'cache')
return { 'ok', facts, wake, greeting }
