#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parley/domain/json.hpp"
#include "parley/protocol/feed.hpp"

namespace parley::frontends::http::api {

/// How clients see the cursors of a stream: those of a session are seqs, those of a tenant texts that
/// say nothing. As a parameter or in a header both are digits.
enum class cursor_form { number, text };

/// A tenant is followed as a session without an id.
inline cursor_form form_of(const storage::session_ref& followed) {
  return followed.id.empty() ? cursor_form::text : cursor_form::number;
}

domain::json show_cursor(std::int64_t cursor, cursor_form form);
/// The event with its cursor, as the wire has it.
std::string write_event(const protocol::delivery& d, cursor_form form);

/// `field` is what a refusal names.
base::result<std::int64_t> read_cursor(std::string_view digits, cursor_form form,
                                       const std::string& field);
/// Of the field `from` of a JSON object.
base::result<std::int64_t> read_cursor(const domain::json& value, cursor_form form);

}  // namespace parley::frontends::http::api
