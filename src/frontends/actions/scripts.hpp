#pragma once

#include "redis/script.hpp"

namespace parley::frontends::actions::scripts {

// What is done to the queue in one atomic step. One process takes actions at a time, who holds the
// owner's key: a store has one process that owns it, so more would only be in each other's way, and
// order across processes follows from it.

/// Keys: owner, streams, dead letters. Arguments: me, lease in ms, group. Becomes the owner unless
/// somebody else is, makes what is missing. {1, the id up to which each stream was taken...}, or
/// {0, ms until the other's lease ends}.
const redis::script& acquire();

/// Keys: owner, streams. Arguments: me, lease in ms, group, consumer, plan (see shares.hpp), most
/// bytes, the longest envelope, how many of each stream. {1, (stream, id, bytes, envelope)...}, or
/// {0} when I am not the owner. Of a longer envelope nil is given.
const redis::script& take();

/// Keys: owner, stream. Arguments: me, lease in ms, group, consumer, id, the longest envelope.
/// Takes an action again that was taken before: {1, bytes, envelope}, {1} when it is gone, {0}.
const redis::script& claim();

/// Keys: owner, streams. Arguments: me, group, consumer, (stream, id, deliveries)... Says how often
/// actions count as delivered; those that have ended are left out. 0 when I am not the owner.
const redis::script& give_back();

/// Keys: stream, dead letters, callback queue. Arguments: group, id, reply (empty: none), how long
/// the queue lives in s, its longest length, reason (empty: no dead letter), most letters, the
/// longest envelope of one. Answers, sets aside and removes an action: 0 when that was done before,
/// 1 done, 2 it is a dead letter. An error: nothing was done, as when dead letters are no stream.
const redis::script& finish();

/// Key: owner. Argument: me.
const redis::script& release();

}  // namespace parley::frontends::actions::scripts
