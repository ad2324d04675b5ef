#include "storage/redis/scripts.hpp"

namespace parley::storage::redis {

const client::script& commit_script() {
  static const client::script made{R"lua(
local there = redis.call('HMGET', KEYS[1], 'id', 'epoch', 'owner', 'commit')
if there[1] ~= ARGV[1] then return 'id' end
if there[2] ~= ARGV[2] then return 'epoch' end
if (there[3] or '') ~= ARGV[3] then return 'owner' end
if there[4] ~= ARGV[4] then return 'commit' end
if ARGV[5] == 'frees' then redis.call('HDEL', KEYS[1], '-') end
redis.call('HINCRBY', KEYS[1], 'commit', 1)
local i = 6
while i <= #ARGV do
  local words = tonumber(ARGV[i])
  local done = redis.pcall(unpack(ARGV, i + 1, i + words))
  if type(done) == 'table' and done.err then
    return redis.error_reply('TORN ' .. ARGV[i + 1] .. ': ' .. done.err)
  end
  i = i + words + 1
end
return 'written'
)lua"};
  return made;
}

const client::script& open_script() {
  static const client::script made{R"lua(
if redis.call('EXISTS', KEYS[1]) == 0 then
  if redis.call('EXISTS', unpack(KEYS, 2)) > 0 then return {false, false} end
  redis.call('HDEL', KEYS[1], '-')
  redis.call('HSET', KEYS[1], 'id', ARGV[1], 'version', ARGV[2], 'epoch', 0, 'commit', 0,
    'session', 1, 'log', 1, 'position', 1, 'job', 1)
end
return redis.call('HMGET', KEYS[1], 'id', 'version')
)lua"};
  return made;
}

const client::script& probe_script() {
  static const client::script made{R"lua(
local key = KEYS[1]
redis.call('DEL', key)
redis.call('HSET', key, 'a', '1')
redis.call('HINCRBY', key, 'a', 1)
redis.call('HDEL', key, 'a')
redis.call('RPUSH', key, 'a', 'b')
redis.call('LSET', key, 0, 'c')
redis.call('LTRIM', key, 0, 0)
redis.call('DEL', key)
redis.call('ZADD', key, 0, 'a')
redis.call('ZREM', key, 'a')
return 'may'
)lua"};
  return made;
}

const client::script& rows_script() {
  static const client::script made{R"lua(
local list = ARGV[1] .. ARGV[3]
local first = tonumber(redis.call('HGET', ARGV[1] .. 'first', ARGV[2]) or '1')
local low = math.max(tonumber(ARGV[4]) - first, 0)
local high = math.min(tonumber(ARGV[5]) - first, redis.call('LLEN', list) - 1)
local most, bytes, newest, cut = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8] == 'newest',
  tonumber(ARGV[9])
local found, seen = {}, 0
local slice = 8
while low <= high and #found < most and bytes >= 0 do
  slice = math.min(slice, most - #found)
  local from, to = low, math.min(high, low + slice - 1)
  if newest then from, to = math.max(low, high - slice + 1), high end
  local rows = redis.call('LRANGE', list, from, to)
  for i = 1, #rows do
    local row = rows[newest and #rows + 1 - i or i]
    if #found < most and bytes >= 0 then
      bytes = bytes - #row
      seen = seen + #row
      found[#found + 1] = cut > 0 and string.sub(row, 1, cut) or row
    end
  end
  if newest then high = from - 1 else low = to + 1 end
  slice = math.max(1, math.min(128, math.floor(bytes * #found / math.max(seen, 1))))
end
return found
)lua"};
  return made;
}

const client::script& load_script() {
  static const client::script made{R"lua(
local p = ARGV[1]
local key = redis.call('HGET', p .. 'name', ARGV[2])
local row = key and redis.call('HGET', p .. 'session', key)
if not row then return false end
local log = string.sub(row, 1, 8)
local head = redis.call('HGET', p .. 'head', log) or redis.call('HGET', p .. 'fork_head', log)
local upto = '(' .. key .. '\255\255\255\255\255\255\255\255\255'
local last = redis.call('ZREVRANGEBYLEX', p .. 'turn:order', upto, '[' .. key, 'LIMIT', 0, 1)[1]
local open = redis.call('ZRANGEBYLEX', p .. 'open_turn', '[' .. key, upto)
local turns = {}
for i = 1, #open, 500 do
  local part = redis.call('HMGET', p .. 'turn', unpack(open, i, math.min(i + 499, #open)))
  for j = 1, #part do turns[#turns + 1] = part[j] end
end
local jobs = {}
for state = 0, 1 do
  local prefix = ARGV[2] .. ARGV[3] .. string.char(state)
  local first = redis.call('ZRANGEBYLEX', p .. 'job_of', '[' .. prefix,
    '(' .. prefix .. '\255\255\255\255\255\255\255\255\255', 'LIMIT', 0, 1)[1]
  if first then jobs[#jobs + 1] = redis.call('HGET', p .. 'job', string.sub(first, -8)) end
end
return {key, row, redis.call('HGET', p .. 'rounds', key), head, last or false, turns, jobs}
)lua"};
  return made;
}

const client::script& list_script() {
  static const client::script made{R"lua(
local p, newest, before = ARGV[1], ARGV[6] == 'newest', tonumber(ARGV[7])
local members = redis.call(newest and 'ZREVRANGEBYLEX' or 'ZRANGEBYLEX', p .. ARGV[2],
  newest and ARGV[4] or ARGV[3], newest and ARGV[3] or ARGV[4], 'LIMIT', 0, ARGV[5])
local found = {}
for i, member in ipairs(members) do
  local key = redis.call('HGET', p .. 'name', ARGV[8] .. string.sub(member, before + 1) .. '\0\1')
  local row = key and redis.call('HGET', p .. 'session', key)
  local log = row and string.sub(row, 1, 8)
  found[#found + 1] = member
  found[#found + 1] = row
  found[#found + 1] = row and redis.call('HGET', p .. 'rounds', key)
  found[#found + 1] = row and
    (redis.call('HGET', p .. 'head', log) or redis.call('HGET', p .. 'fork_head', log))
end
return found
)lua"};
  return made;
}

const client::script& first_hash_script() {
  static const client::script made{R"lua(
for number = tonumber(ARGV[3]), tonumber(ARGV[4]) do
  if redis.call('EXISTS', ARGV[1] .. ARGV[2] .. string.format('%.0f', number)) == 1 then
    return number
  end
end
return false
)lua"};
  return made;
}

}  // namespace parley::storage::redis
