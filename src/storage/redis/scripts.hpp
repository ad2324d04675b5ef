#pragma once

#include "redis/script.hpp"
#include "storage/redis/options.hpp"

namespace parley::storage::redis {

// The programs that run in the server. Each is short and bounded; a reading one takes the prefix
// of keys as its first argument.

/// Writes a commit, whole or not at all. KEYS: the hash `store`. Arguments: the store's id, epoch,
/// owner and commit number as the writer knows them, `frees` when it is to be written although the
/// server's memory is full, else `grows`, then commands, each behind the number of its words.
/// Answers `written`, or what is not as it was: `id`, `epoch`, `owner` or `commit`. The server
/// looks at its memory only when a script writes for the first time, and removing is always
/// allowed. An error TORN: a command could not be run after others were, which must not happen.
const client::script& commit_script();

/// Makes a store where none is. KEYS: the hash `store`, and others that no store without it has.
/// Arguments: an id for a new one, its version. Answers id and version, or two nils when there are
/// rows and that hash is not.
const client::script& open_script();

/// Runs each command that a commit may have on a key that nothing else uses, so that one that is
/// forbidden is found before a commit is torn by it. KEYS: that key.
const client::script& probe_script();

/// Rows of a log. Arguments: its key's number and name, the first and the last seq, how many rows
/// and bytes at most, `newest` or `oldest`, and how many bytes of each (0: all). One row more than
/// fits the bytes is given.
const client::script& rows_script();

/// What is known of a session. Arguments: the key of its name. Answers nil, or key, row, rounds,
/// head, key of the last turn, the open turns, and the job of the cascade.
const client::script& load_script();

/// A slice of a list of sessions. Arguments: the order, its bounds from and to as for
/// ZRANGEBYLEX, how many, `newest` or `oldest`, how many bytes of a member stand before the id, and
/// the tenant's part of a name. Answers for each the member, its row, rounds and head.
const client::script& list_script();

/// The first of numbered structures that is there. Arguments: what stands before the number, the
/// first number and the last one to be looked for. Answers the number, or nil.
const client::script& first_hash_script();

}  // namespace parley::storage::redis
