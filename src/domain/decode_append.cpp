#include "domain/parts.hpp"

namespace parley::domain {

namespace {

base::result<append_request> decode_batch(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::refuse};
  const auto* list = in.list("messages");
  const std::string allowed =
      "a list of 1 to " + std::to_string(limits.batch_messages) + " messages";
  append_request out;
  out.batch = true;
  if (!list || list->empty()) {
    in.refuse(broken("messages", allowed));
  } else if (static_cast<std::int64_t>(list->size()) > limits.batch_messages) {
    in.refuse(over_limit("messages", limits.batch_messages, "messages"));
  } else {
    out.messages.reserve(list->size());
    for (std::size_t i = 0; i < list->size() && in.ok(); ++i) {
      const auto prefix = "messages[" + std::to_string(i) + "].";
      out.messages.push_back(in.take(decode_message((*list)[i], limits, prefix)));
    }
  }
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

}  // namespace

base::result<append_request> decode_append(const json& value, const base::limits& limits) {
  if (value.is_object() && value.contains("messages")) return decode_batch(value, limits);
  auto one = decode_message(value, limits);
  if (!one) return base::fail(std::move(one.error()));
  append_request out;
  out.messages.push_back(*std::move(one));
  return out;
}

}  // namespace parley::domain
