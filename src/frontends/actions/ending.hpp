#pragma once

#include <string>

#include "frontends/actions/action.hpp"
#include "parley/base/time.hpp"

namespace parley::frontends::actions {

/// How an action ended.
struct outcome {
  queue_place place;
  reply_address to;
  base::result<domain::json> result;
  bool poison = false;  ///< it was begun too often without an end
};

/// What is left of it in Redis: a reply, a dead letter, both or nothing.
struct ending {
  queue_place place;
  std::size_t type = 0;  ///< see type_index
  bool succeeded = false;
  std::string callback_queue;
  std::string reply;        ///< empty: nobody waits for one
  std::string dead_reason;  ///< empty: it is no dead letter
};

/// Whoever waits is told, also of an error; an error that nobody can be told of, and poison, is a
/// dead letter.
ending end_of(outcome how, base::timestamp now);

/// The same when its callback queue may not be written: nobody is told, and it is a dead letter.
ending without_reply(const ending& end);

}  // namespace parley::frontends::actions
