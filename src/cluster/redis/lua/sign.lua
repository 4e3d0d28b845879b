-- Sets how many connections of a holder are signed in as a user.
-- Uses: users
-- ARGV: user connections
-- ARGV: feed             the user's
-- ARGV: online offline   what its watchers are sent
-- ARGV: mode             'silent': everybody knew before; or ''
if tonumber(arg.connections) <= count(holdings, 'u' .. arg.user) then passFull() end
if not admit() then return { 'lost' } end
setSigned(arg)
return { 'ok', facts, wake, stamp() }
