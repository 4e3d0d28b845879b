-- Sets how many connections of a holder watch each user. Answers the serial, and of each whether it is there and its last.
-- Uses: users
-- KEYS: users
-- ARGV: entries...   of each the user, its feed, and how many watch it
local isMore = false
for at = rest, #ARGV, 3 do
  if tonumber(ARGV[at + 2]) > count(holdings, 'w' .. ARGV[at]) then isMore = true end
end
if not isMore then passFull() end
if not admit() then return { 'lost' } end
local states = {}
local _, era = readSerial()
for at = rest, #ARGV, 3 do
  local user, feed, watching = unpack(ARGV, at, at + 2)
  setWatched({ user = user, feed = feed, watching = watching })
  states[#states + 1] = redis.call('HEXISTS', keys.users, user)
  states[#states + 1] = stamp(lastOf(feed), era)
end
return { 'ok', facts, stamp(), states }
