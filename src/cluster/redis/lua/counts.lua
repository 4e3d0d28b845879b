-- Sockets and members of each channel.
-- KEYS: subscriptions members
-- ARGV: channels...
local counts = {}
for at = rest, #ARGV do
  counts[#counts + 1] = count(keys.subscriptions, ARGV[at])
  counts[#counts + 1] = redis.call('HLEN', keys.members .. ARGV[at])
end
return { 'ok', {}, counts }
