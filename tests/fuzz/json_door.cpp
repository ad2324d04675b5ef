/// libFuzzer target of the JSON door and everything that is decoded behind it. A value that was
/// accepted must keep its meaning on the way out and in again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "parley/base/utf8.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/records.hpp"
#include "parley/domain/transcript.hpp"
#include "parley/domain/upgrade.hpp"

namespace {

using namespace parley;
using namespace parley::domain;

const base::limits limits;
const auto now = base::from_micros(1767323045678901);

void require(bool holds) {
  if (!holds) std::abort();
}

template <class T>
void require_clear_error(const base::result<T>& r) {
  if (r) return;
  require(!r.error().text.empty() && r.error().code != base::errc::internal);
  require(base::is_utf8(r.error().text) && base::is_utf8(r.error().field));
}

void check_message(const message& m) {
  const auto stored = read_message(write_message(m), limits);
  require(stored.has_value());
  require(canonical(write_message(*stored)) == canonical(write_message(m)));
  require(stored->body_digest == m.body_digest);
}

void check_session(const session_view& s) {
  const auto stored = read_session(write_session(s), limits);
  require(stored.has_value() && *stored == s);
  require(encode(s).is_object());
}

void check_requests(const json& value) {
  const auto request = decode_session_request(value, limits);
  require_clear_error(request);
  if (request) {
    const auto id = request->session_id.value_or("generated");
    auto asked = *request;
    asked.parent_session_id.reset();
    const auto made = create_session(asked, "t", id, std::nullopt, now, limits);
    require(made.has_value() && same_creation(asked, *made));
    check_session({*made, {}});
  }
  const auto append = decode_append(value, limits);
  require_clear_error(append);
  if (append)
    for (const auto& m : append->messages) check_message(m);
  const auto said = decode_agent_message(value, limits, unknown_fields::refuse);
  require_clear_error(said);
  if (said) check_message(to_history(*said));
  require_clear_error(decode_session_patch(value, limits));
  require_clear_error(decode_participant(value, limits, unknown_fields::refuse));
}

void check_lines(const json& value) {
  if (const auto s = read_session(value, limits))
    check_session(*s);
  else
    require_clear_error(s);
  if (const auto m = read_message(value, limits))
    check_message(*m);
  else
    require_clear_error(m);
  if (const auto file = upgrade_session_file(value, limits)) {
    check_session(file->session);
    for (const auto& m : file->messages) check_message(m);
  }
  const auto chat = read_chat_line(value, limits);
  require_clear_error(chat);
  if (chat) {
    const auto out = write_chat_line(*chat->session.session_id, chat->messages);
    require(canonical(out.at("messages")) == canonical(value.at("messages")));
    for (const auto& m : chat->messages) check_message(m);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = parse_json({reinterpret_cast<const char*>(data), size});
  require_clear_error(value);
  if (!value) return 0;
  const auto text = canonical(*value);
  const auto again = parse_json(text);
  require(again.has_value() && canonical(*again) == text);
  check_requests(*value);
  check_lines(*value);
  return 0;
}
