-- A page of what the app's feeds had after a serial, as far as it is still there. Answers the serial in front of the page
-- in the backlog, the app's serial, each with the era, and of each message its feed and what was sent.
-- Uses: feeds
-- ARGV: after
-- ARGV: most
local found = redis.call('XRANGE', keys.backlog, '(' .. arg.after .. '-0', '+', 'COUNT', arg.most)
local page = {}
for index, entry in ipairs(found) do
  page[index * 2 - 1] = entry[2][4]
  page[index * 2] = entry[2][6]
end
local before = readState(found[1] and found[1][2][2] or redis.call('HGET', keys.lastSerials, backlogField) or nil)
local serial, era = readSerial()
return { 'ok', {}, stamp(tonumber(before), era), stamp(serial, era), page }
