#include "models/openai/response.hpp"

#include <algorithm>

#include "models/answer.hpp"
#include "models/openai/retry.hpp"
#include "parley/domain/json.hpp"

namespace parley::models::openai {

namespace {

using base::errc;
using domain::json;

constexpr const char* who = "The model's endpoint";

std::string sentence(const std::string& rest) { return std::string{who} + ' ' + rest; }

failure no_completion(const std::string& what) {
  return {{errc::unavailable, "", sentence("answered " + what + " instead of a chat completion.")}};
}

const json* member(const json* in, const char* name) {
  if (!in || !in->is_object()) return nullptr;
  const auto found = in->find(name);
  return found == in->end() ? nullptr : &*found;
}

bool is_word(const std::string& text) {
  return !text.empty() && text.size() <= 48 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
  });
}

std::string error_code_of(const std::string& body) {
  const auto parsed = domain::parse_json(body);
  if (!parsed) return {};
  for (const auto* name : {"code", "type"}) {
    const auto* code = member(member(&*parsed, "error"), name);
    if (code && code->is_string() && is_word(code->get<std::string>()))
      return code->get<std::string>();
  }
  return {};
}

tl::expected<std::string, failure> read_completion(const std::string& body) {
  const auto parsed = domain::parse_json(body);
  if (!parsed) return tl::unexpected(no_completion("with something that is no JSON"));
  const auto* choices = member(&*parsed, "choices");
  if (!choices || !choices->is_array() || choices->empty())
    return tl::unexpected(no_completion("without choices"));
  const auto* choice = &choices->front();
  const auto* content = member(member(choice, "message"), "content");
  if (!content || !content->is_string()) return tl::unexpected(no_completion("without a text"));
  const auto* finish = member(choice, "finish_reason");
  // A summary without its end would be taken for the whole.
  if (finish && *finish == "length") return tl::unexpected(no_completion("a text that it cut off"));
  if (finish && *finish == "content_filter")
    return tl::unexpected(no_completion("a text that its filter cut off"));
  auto text = checked_answer(content->get<std::string>(), who);
  if (!text) return tl::unexpected(failure{text.error()});
  return std::move(*text);
}

}  // namespace

tl::expected<std::string, failure> read_response(const response& r, const std::string& key_field,
                                                 base::timestamp now) {
  if (r.code == 200 && r.body.empty()) {
    // A connection that broke within the headers looks so.
    auto f = no_completion("with nothing");
    f.again = true;
    return tl::unexpected(std::move(f));
  }
  if (r.code == 200) return read_completion(r.body);
  const auto error = error_code_of(r.body);
  const auto answer = "answered with HTTP status " + std::to_string(r.code) +
                      (error.empty() ? "" : " (" + error + ")");
  failure f{{errc::unavailable, "", sentence(answer + '.')}};
  if (r.code == 429 || r.code == 408 || r.code >= 500) {
    f.again = error != "insufficient_quota";  // no pause helps an account that is used up
    f.wait = read_retry_after(r.retry_after, r.date, now);
    if (r.code == 429) f.reason.code = errc::rate_limited;
    f.reason.retry_after_ms = f.wait ? f.wait->count() : 0;
  } else if (r.code == 401 || r.code == 403) {
    f.reason.field = key_field;
    f.reason.text = sentence(answer + ": it does not accept the key.");
  } else if (r.code == 404 || (r.code >= 300 && r.code < 400)) {
    f.reason.field = "summarizer.base_url";
    f.reason.text =
        sentence(answer + "; redirects are not followed, and /chat/completions must be there.");
  } else if (r.code >= 400) {
    f.reason.code = errc::invalid_argument;
  } else {
    f.reason.text = no_completion("with HTTP status " + std::to_string(r.code)).reason.text;
  }
  return tl::unexpected(std::move(f));
}

std::string request_body(const std::string& model, const std::string& instructions,
                         const std::string& material) {
  // Neither a temperature nor a limit of tokens: models differ in which they take.
  return json{{"model", model},
              {"messages",
               {{{"role", "system"}, {"content", instructions}},
                {{"role", "user"}, {"content", material}}}}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace parley::models::openai
