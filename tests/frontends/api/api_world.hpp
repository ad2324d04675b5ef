#pragma once

#include "actors/world.hpp"
#include "frontends/http/api/api.hpp"

namespace parley::tests {

using domain::json;
using frontends::http::transport::header_list;

using frontends::http::transport::responder;
using frontends::http::transport::response;

/// An answer with its body read, streamed or not.
struct reply {
  int status = 0;
  header_list headers;
  std::string type;
  std::string text;
  json body;                ///< discarded when the text is no JSON
  bool broken_off = false;  ///< the stream ended with an error
  std::size_t parts = 0;    ///< of the stream
  std::size_t part_bytes_max = 0;

  std::string header(std::string_view name) const {
    return std::string(frontends::http::transport::find_header(headers, name).value_or(""));
  }
  /// A copy: checks may look at an answer that is gone already.
  json operator[](const std::string& name) const {
    return body.is_object() ? body.value(name, json()) : json();
  }
  std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
  std::string field() const {
    const auto at = body.is_object() ? body.find("field") : body.end();
    return at != body.end() && at->is_string() ? at->get<std::string>() : "";
  }
};

/// The REST interface on the real actors over a scripted store, in one thread.
struct api_world : world {
  base::limits limits;
  std::shared_ptr<frontends::http::api::door> door;  ///< null: everybody is let in
  protocol::keys_actor keys;
  std::unique_ptr<frontends::http::api::api> api;
  const std::string base = "/v1/tenants/acme";

  api_world() { restart({}); }

  /// The interface anew, with other limits.
  void restart(const base::limits& given) {
    limits = given;
    api = std::make_unique<frontends::http::api::api>(
        frontends::http::api::options{sys, supervisor, limits, clock, entropy, {}, [this] {
                                        frontends::http::api::node_status s;
                                        s.uptime = std::chrono::seconds{90};
                                        s.drivers = {{"store", "memory"}};
                                        s.features = {"log", "catalog"};
                                        s.creation = counters.creation.read();
                                        return s;
                                      },
                                      feed, keys, door});
  }

  ~api_world() {
    api.reset();
    step();
  }

  reply call(const std::string& method, const std::string& target, const std::string& body = "",
             header_list headers = {}) {
    auto slot = send(method, target, body, std::move(headers));
    step();
    return read(*slot);
  }

  reply call(const std::string& method, const std::string& target, const json& body,
             header_list headers = {}) {
    return call(method, target, body.dump(), std::move(headers));
  }

  reply call(const std::string& method, const std::string& target, const char* body,
             header_list headers = {}) {
    return call(method, target, std::string(body), std::move(headers));
  }

  using pending = std::shared_ptr<std::optional<response>>;

  /// A request that is on its way; `step` lets it go on.
  pending send(const std::string& method, const std::string& target, const std::string& body,
               header_list headers) {
    frontends::http::transport::request r;
    r.method = method;
    r.target = target;
    r.path = target.substr(0, target.find('?'));
    r.query = r.path.size() < target.size() ? target.substr(r.path.size() + 1) : "";
    r.headers = std::move(headers);
    if (!body.empty() && !r.header("Content-Type"))
      r.headers.emplace_back("Content-Type", r.path.ends_with("/import") ? "application/x-ndjson"
                                                                         : "application/json");
    r.body = body;
    r.request_id = "req-1";
    auto slot = std::make_shared<std::optional<response>>();
    api->handle(std::move(r),
                responder{[slot](response answer) { slot->emplace(std::move(answer)); }, "req-1"});
    return slot;
  }

  reply read(std::optional<response>& answer) {
    reply result;
    if (!answer) return result;
    result.status = answer->status;
    result.headers = std::move(answer->headers);
    result.type = answer->content_type;
    result.text = std::move(answer->body);
    bool more = answer->stream != nullptr;
    while (more) {
      more = false;
      answer->stream->next([&](frontends::http::transport::body_source::part part) {
        result.broken_off = !part;
        if (!part || !*part) return;
        ++result.parts;
        result.part_bytes_max = std::max(result.part_bytes_max, (*part)->size());
        result.text += **part;
        more = true;
      });
      step();
    }
    result.body = json::parse(result.text, nullptr, false);
    return result;
  }

  reply create_session(const std::string& id) {
    return call("POST", base + "/sessions", json{{"session_id", id}});
  }

  std::string messages_of(const std::string& id) const {
    return base + "/sessions/" + id + "/messages";
  }

  reply say_in(const std::string& id, const std::string& text) {
    return call("POST", messages_of(id), json{{"role", "user"}, {"content", text}});
  }

  /// The seqs of a page.
  static std::vector<std::int64_t> seqs(const reply& page) {
    std::vector<std::int64_t> result;
    for (const auto& item : page.body.at("items")) result.push_back(item.at("seq"));
    return result;
  }

  static std::string next_of(const reply& page) {
    const auto& next = page.body.at("next");
    return next.is_string() ? next.get<std::string>() : "";
  }
};

inline std::vector<json> lines_of(const std::string& text) {
  std::vector<json> result;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    result.push_back(json::parse(text.substr(at, end - at), nullptr, false));
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return result;
}

}  // namespace parley::tests

// A suite defines it after this header, which is precompiled.
#undef CAF_SUITE
