-- Sets how many sockets a holder has in a channel, and of which user.
-- Uses: presence
-- ARGV: channel
-- ARGV: sockets        all of them, or '-': what is left of them without the user's
-- ARGV: user           or '': the channel has no members
-- ARGV: userSockets
-- ARGV: entry          the user's in the roster
-- ARGV: added removed  what the others are sent as the user comes and goes
-- ARGV: maxMembers
-- ARGV: countEvery     ms between counts that are told of a crowd, or '': none are told
-- ARGV: countFrame     with a zero byte where the number goes
-- ARGV: mode           'silent': everybody knew before; 'leave': makes nobody more; or ''
-- ARGV: quiet          'quiet': the others are not told of the user; or ''
-- ARGV: ask            'cache' or 'greet': what a newcomer is told, with the last event or without; or ''
-- ARGV: rosterEra      of the roster that the node knows: one of another era is told
if not makesMore(arg) then passFull() end
if not admit() then return { 'lost' } end
if not hasPlace(arg) then return { 'full', facts, wake } end
setCounts(arg)
if arg.ask == '' then return { 'ok', facts, wake } end
local greeting = greet(arg)
return { 'ok', facts, wake, greeting }
