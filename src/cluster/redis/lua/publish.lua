-- Publishes events.
-- Uses: publish
-- ARGV: events...  seven of each: see lib/publish.lua
if not admit() then return { 'lost' } end
publish(rest)
return { 'ok', facts, wake }
