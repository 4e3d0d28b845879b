-- Who is signed in, and who watches. A change is what sign.lua or watch.lua names, as a table.
-- Uses: facts
-- KEYS: users watchers
local function setSigned(change)
  if again then return end
  local user, connections = change.user, tonumber(change.connections)
  local more = connections - count(holdings, 'u' .. user)
  if more == 0 then return end
  local before = count(keys.users, user)
  local total = before + more
  set(holdings, 'u' .. user, connections)
  set(keys.users, user, total)
  local isBack = total > 0 and stay('u', '-', user)
  if change.mode == 'silent' or count(keys.watchers, user) == 0 then return end
  if before <= 0 and total > 0 and not isBack then emit(change.feed, change.online, true) end
  if before > 0 and total <= 0 then depart('u', '-', user, change.feed, change.offline) end
end

local function setWatched(change)
  if again then return end
  local user, watching = change.user, tonumber(change.watching)
  local total = count(keys.watchers, user) + watching - count(holdings, 'w' .. user)
  set(holdings, 'w' .. user, watching)
  set(keys.watchers, user, total)
  if total <= 0 then redis.call('HDEL', keys.lastSerials, change.feed) end
end
