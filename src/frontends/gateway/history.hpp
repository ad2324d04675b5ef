#pragma once

#include "frontends/gateway/parameters.hpp"
#include "parley/domain/json.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::gateway {

/// A page of a history that is asked for; `forward` decides where its `next` goes.
struct history_query {
  storage::page_request request;
  bool forward = false;
};

/// One of `after_seq`, `before_seq` and `cursor`, or none (the newest page), and `limit`.
base::result<history_query> read_history_query(const parameter_list& from,
                                               const base::limits& limits);

/// `{items, next}`, ascending; without those that are erased, if they are to be omitted.
domain::json encode(const protocol::message_page& page, bool forward, bool omit_erased = false);

}  // namespace parley::frontends::gateway
