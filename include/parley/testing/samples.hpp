#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/entropy.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::testing {

/// A `user_to_agent` session with implied participants, as a creation request without details makes
/// it.
domain::session sample_session(const std::string& tenant, const std::string& id,
                               const base::clock& c);

/// A complete message on its way to the store: role `user`, times of `c`, digest and suffix set.
domain::message sample_message(const std::string& content, const base::clock& c, base::entropy& e);

/// The same with a client's id.
domain::message sample_message(const std::string& content, const std::string& message_id,
                               const base::clock& c, base::entropy& e);

/// One in which every field is set, with text that is hard to store: NUL, quotes, several scripts.
domain::message full_message(const std::string& message_id, const base::clock& c, base::entropy& e);

}  // namespace parley::testing
