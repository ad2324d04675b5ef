#include "parley/testing/samples.hpp"

#include "parley/base/ids.hpp"
#include "parley/domain/creation.hpp"

namespace parley::testing {

domain::session sample_session(const std::string& tenant, const std::string& id,
                               const base::clock& c) {
  domain::session_request request;
  request.session_id = id;
  request.participants = domain::implied_participants();
  return domain::create_session(request, tenant, id, std::nullopt, c.now(), base::limits{}).value();
}

domain::message sample_message(const std::string& content, const base::clock& c, base::entropy& e) {
  return sample_message(content, "", c, e);
}

domain::message sample_message(const std::string& content, const std::string& message_id,
                               const base::clock& c, base::entropy& e) {
  domain::message m;
  m.message_id = message_id;
  m.id_suffix = base::make_suffix(e);
  m.sender_id = "user";
  m.role = "user";
  m.content = content;
  m.timestamp = m.received_at = c.now();
  m.body_digest = domain::body_digest(m);
  return m;
}

domain::message full_message(const std::string& message_id, const base::clock& c,
                             base::entropy& e) {
  using namespace std::string_literals;
  auto m = sample_message("a\0b 'quoted' \"twice\" \xF0\x9F\x98\x80 \xE4\xB8\xAD\xE6\x96\x87 \r\n"s,
                          message_id, c, e);
  m.sender_id = "assistant";
  m.role = "assistant";
  m.tool_calls = domain::to_text(domain::json::array(
      {{{"id", "call_1"},
        {"type", "function"},
        {"function", {{"name", "look_up"}, {"arguments", "{\"q\": \"\\u00e9\"}"}}}}}));
  m.tool_call_id = "call_0";
  m.name = "";
  m.timestamp = base::from_micros(-1);
  m.received_at = c.now() + std::chrono::microseconds{7};
  m.status = domain::message_status::cancelled;
  m.metadata = domain::to_text({{"k", {1, 2.5, nullptr}}, {"ключ", "значение"}});
  m.item = domain::to_text({{"type", "message"}});
  m.extra = domain::to_text({{"unknown", true}});
  m.body_digest = domain::body_digest(m);
  return m;
}

}  // namespace parley::testing
