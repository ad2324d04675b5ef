#include "frontends/actions/scripts.hpp"

namespace parley::frontends::actions::scripts {

const redis::script& acquire() {
  static const redis::script text{R"(
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return {0, redis.call('PTTL', KEYS[1])} end
redis.call('XLEN', KEYS[5])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local reached = {1}
for i = 2, 4 do
  redis.pcall('XGROUP', 'CREATE', KEYS[i], ARGV[3], '0', 'MKSTREAM')
  for _, facts in ipairs(redis.call('XINFO', 'GROUPS', KEYS[i])) do
    local of = {}
    for k = 1, #facts, 2 do of[facts[k]] = facts[k + 1] end
    if of['name'] == ARGV[3] then reached[i] = of['last-delivered-id'] end
  end
end
return reached
)"};
  return text;
}

const redis::script& take() {
  static const redis::script text{R"(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {0} end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local found, bytes, left = {1}, 0, {tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])}
local function next_of(i)
  if left[i] == 0 then return nil end
  local got = redis.call('XREADGROUP', 'GROUP', ARGV[3], ARGV[4], 'COUNT', 1,
                         'STREAMS', KEYS[i + 1], '>')
  left[i] = got and left[i] - 1 or 0
  return got and got[1][2][1]
end
for turn = 1, #ARGV[5] do
  if bytes >= tonumber(ARGV[6]) then break end
  local entry, from
  for _, i in ipairs({tonumber(string.sub(ARGV[5], turn, turn)) + 1, 1, 2, 3}) do
    entry, from = next_of(i), i
    if entry then break end
  end
  if not entry then break end
  local text = false
  for k = 1, #entry[2], 2 do
    if entry[2][k] == 'action' then text = entry[2][k + 1] end
  end
  local size = text and #text or 0
  if size > tonumber(ARGV[7]) then text = false end
  bytes = bytes + size
  found[#found + 1] = from - 1
  found[#found + 1] = entry[1]
  found[#found + 1] = size
  found[#found + 1] = text
end
return found
)"};
  return text;
}

const redis::script& claim() {
  static const redis::script text{R"(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {0} end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local got = redis.call('XCLAIM', KEYS[2], ARGV[3], ARGV[4], 0, ARGV[5])
if not got[1] then
  redis.call('XACK', KEYS[2], ARGV[3], ARGV[5])
  return {1}
end
local text = false
for k = 1, #got[1][2], 2 do
  if got[1][2][k] == 'action' then text = got[1][2][k + 1] end
end
local size = text and #text or 0
if size > tonumber(ARGV[6]) then text = false end
return {1, size, text}
)"};
  return text;
}

const redis::script& give_back() {
  static const redis::script text{R"(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 4, #ARGV, 3 do
  redis.call('XCLAIM', KEYS[tonumber(ARGV[i]) + 2], ARGV[2], ARGV[3], 0, ARGV[i + 1],
             'RETRYCOUNT', ARGV[i + 2], 'JUSTID')
end
return 1
)"};
  return text;
}

const redis::script& finish() {
  // What may be refused is looked at first; then acknowledged: from then on no lack of memory stops
  // the script in the middle.
  static const redis::script text{R"(
local reason, answers = ARGV[6], ARGV[3] ~= ''
if answers then
  local length = redis.pcall('LLEN', KEYS[3])
  if type(length) == 'table' then
    if not string.find(length.err, 'WRONGTYPE', 1, true) then return length end
    reason = 'invalid_argument: The callback queue is no list (callback_queue_name)'
    answers = false
  elseif length >= tonumber(ARGV[5]) then
    reason = 'overloaded: The callback queue is full (callback_queue_name)'
    answers = false
  end
end
if reason ~= '' then redis.call('XLEN', KEYS[2]) end
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
if answers then
  redis.call('RPUSH', KEYS[3], ARGV[3])
  redis.call('EXPIRE', KEYS[3], ARGV[4])
end
if reason ~= '' then
  local text, at = '', redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
  if at[1] then
    for k = 1, #at[1][2], 2 do
      if at[1][2][k] == 'action' then text = at[1][2][k + 1] end
    end
  end
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[7], '*',
             'action', string.sub(text, 1, tonumber(ARGV[8])), 'reason', reason,
             'stream', KEYS[1], 'id', ARGV[2])
end
redis.call('XDEL', KEYS[1], ARGV[2])
return reason ~= '' and 2 or 1
)"};
  return text;
}

const redis::script& release() {
  static const redis::script text{
      "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1"};
  return text;
}

}  // namespace parley::frontends::actions::scripts
