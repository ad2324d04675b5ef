#include "domain/parts.hpp"

namespace parley::domain {

base::result<turn_request> decode_turn(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::refuse};
  turn_request out;
  if (const auto* question = in.find("message"))
    out.question = in.take(decode_message(*question, limits, "message."));
  else
    in.refuse(broken("message", "there: the message that is to be answered"));
  if (const auto* answer = in.find("answer"))
    out.answer = in.take(decode_message(*answer, limits, "answer."));
  out.mode = in.optional_name("when_busy", parse_when_busy, allowed_when_busy())
                 .value_or(when_busy::enqueue);
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

namespace {

struct chunk {
  std::int64_t index = 0;
  std::string text;
};

chunk read_chunk(object_reader& in) {
  chunk out;
  const auto index = in.integer("index", 0);
  if (!index) in.refuse(broken(in.path("index"), "a whole number from 0"));
  out.index = index.value_or(0);
  out.text = in.text("text", any_rule);
  return out;
}

}  // namespace

base::result<chunks_request> decode_chunks(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::refuse};
  chunks_request out;
  const auto* list = value.is_object() ? in.list("chunks") : nullptr;
  if (!list) {
    auto one = read_chunk(in);
    out.first = one.index;
    out.texts.push_back(std::move(one.text));
  } else if (list->empty() || static_cast<std::int64_t>(list->size()) > limits.batch_messages) {
    in.refuse(broken("chunks", "a list of 1 to " + std::to_string(limits.batch_messages)));
  } else {
    for (std::size_t i = 0; i < list->size() && in.ok(); ++i) {
      const auto prefix = "chunks[" + std::to_string(i) + "].";
      object_reader part{(*list)[i], prefix, limits, unknown_fields::refuse};
      auto one = read_chunk(part);
      in.take(part.end());
      if (i == 0) out.first = one.index;
      if (one.index != out.first + static_cast<std::int64_t>(i))
        in.refuse({base::errc::conflict, prefix + "index",
                   "Chunks follow one another; the expected index is " +
                       std::to_string(out.first + static_cast<std::int64_t>(i)) + "."});
      out.texts.push_back(std::move(one.text));
    }
  }
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

base::result<turn_ending> decode_turn_completion(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::refuse};
  turn_ending out;
  out.content = in.optional_text("content", any_rule);
  if (const auto* calls = in.list("tool_calls")) {
    in.take(check_tool_calls(*calls, "tool_calls", limits, unknown_fields::refuse));
    out.tool_calls = to_text(*calls);
  }
  if (in.ok()) in.take(check_message_size(value, "", limits));
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

}  // namespace parley::domain
