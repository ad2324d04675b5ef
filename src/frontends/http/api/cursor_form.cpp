#include "frontends/http/api/cursor_form.hpp"

#include <charconv>

#include "parley/domain/event_text.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

base::status no_cursor(cursor_form form, const std::string& field) {
  return {
      errc::invalid_argument, field,
      form == cursor_form::number
          ? "The cursor of a session is the seq of a message, or 0 for the beginning."
          : "The cursor of a tenant is one that was given with an event, as a text, or 0 for the "
            "beginning."};
}

}  // namespace

json show_cursor(std::int64_t cursor, cursor_form form) {
  return form == cursor_form::number ? json(cursor) : json(std::to_string(cursor));
}

std::string write_event(const protocol::delivery& d, cursor_form form) {
  if (form == cursor_form::number) return domain::write_event(*d.what, d.cursor);
  return domain::write_event(*d.what, '"' + std::to_string(d.cursor) + '"');
}

base::result<std::int64_t> read_cursor(std::string_view digits, cursor_form form,
                                       const std::string& field) {
  std::int64_t cursor = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, cursor);
  if (error == std::errc{} && stop == end && cursor >= 0) return cursor;
  return base::fail(no_cursor(form, field));
}

base::result<std::int64_t> read_cursor(const json& value, cursor_form form) {
  if (form == cursor_form::text && value.is_string())
    return read_cursor(value.get_ref<const std::string&>(), form, "from");
  const bool is_legal = value.is_number_integer() &&
                        (form == cursor_form::number ? value.get<std::int64_t>() >= 0 : value == 0);
  if (is_legal) return value.get<std::int64_t>();
  return base::fail(no_cursor(form, "from"));
}

}  // namespace parley::frontends::http::api
