#include "domain/digest_text.hpp"
#include "domain/parts.hpp"
#include "parley/domain/records.hpp"

namespace parley::domain {

namespace {

/// What the server showed as its own knowledge is no part of the client's metadata; the time of
/// reception is taken from it when the record has none.
void drop_server_facts(object_reader& in, json& metadata, message& out) {
  const auto facts = metadata.find("_parley");
  if (facts == metadata.end()) return;
  if (out.received_at == base::timestamp{} && facts->is_object()) {
    object_reader shown{*facts, in.path("metadata._parley."), in.limits(), unknown_fields::keep};
    out.received_at = shown.time("received_at").value_or(base::timestamp{});
    in.take(shown.end());
  }
  metadata.erase(facts);
}

base::digest read_digest(object_reader& in, const message& body) {
  const auto written = in.optional_text("body_digest", any_rule);
  if (!written) return in.ok() ? body_digest(body) : base::digest{};
  const auto digest = digest_from_hex(*written);
  if (!digest) in.refuse(broken(in.path("body_digest"), "32 hexadecimal digits in lower case"));
  return digest.value_or(base::digest{});
}

}  // namespace

base::result<message> read_message(const json& value, const base::limits& limits) {
  object_reader in{value, "", limits, unknown_fields::keep};
  message out;
  in.find("kind");  // of the line of a file, not of the record
  out.seq = in.integer("seq", 0).value_or(0);
  out.message_id = in.optional_text("message_id", message_id_rule).value_or("");
  out.sender_id = in.optional_text("sender_id", name_rule);
  read_body(in, out);
  out.timestamp = in.time("timestamp").value_or(base::timestamp{});
  out.received_at = in.time("received_at").value_or(base::timestamp{});
  out.status =
      in.optional_name("status", parse_message_status, "complete, cancelled, failed, erased")
          .value_or(message_status::complete);
  auto metadata = in.metadata();
  drop_server_facts(in, metadata, out);
  out.metadata = to_text(metadata);
  out.item = to_text(in.object("item"));
  out.body_digest = read_digest(in, out);
  json extra = json::object();
  if (auto done = in.end(&extra); !done) return base::fail(std::move(done.error()));
  out.extra = to_text(extra);
  return out;
}

}  // namespace parley::domain
