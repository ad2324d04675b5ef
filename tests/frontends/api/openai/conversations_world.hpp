#pragma once

#include <set>

#include "api_world.hpp"

namespace parley::tests {

/// The Conversations API beside the tenant whose sessions it shows.
struct conversations_world : api_world {
  const std::string all = "/v1/conversations";
  const std::string native = "/v1/tenants/default/sessions";

  std::string create(const json& body = json::object()) {
    const auto r = call("POST", all, body);
    CAF_REQUIRE_EQUAL(r.status, 200);
    return r["id"].get<std::string>();
  }

  std::string items_of(const std::string& id) const { return all + "/" + id + "/items"; }

  reply add(const std::string& id, const json& items) {
    const auto list = items.is_array() ? items : json::array({items});
    return call("POST", items_of(id), json{{"items", list}});
  }

  reply say_natively(const std::string& id, const json& message) {
    return call("POST", native + "/" + id + "/messages", message);
  }

  static json first_of(const reply& list) { return list.body.at("data").at(0); }

  static json in_error(const reply& r, const char* name) { return r.body.at("error").at(name); }

  /// Page after page, each of at most `limit`; checks what holds of every page.
  std::vector<json> walk(const std::string& list, const std::string& order, int limit) {
    std::vector<json> found;
    std::set<std::string> seen;
    std::string after;
    for (bool more = true; more;) {
      const auto target = list + "?order=" + order + "&limit=" + std::to_string(limit) +
                          (after.empty() ? "" : "&after=" + after);
      const auto page = call("GET", target);
      CAF_REQUIRE_EQUAL(page.status, 200);
      const auto data = page["data"];
      CAF_CHECK_EQUAL(page["object"], "list");
      CAF_CHECK(data.size() <= static_cast<std::size_t>(limit));
      more = page["has_more"].get<bool>();
      CAF_REQUIRE(!more || !data.empty());
      if (data.empty()) break;
      CAF_CHECK_EQUAL(page["first_id"], data.front()["id"]);
      CAF_CHECK_EQUAL(page["last_id"], data.back()["id"]);
      for (const auto& one : data) {
        CAF_REQUIRE(seen.insert(one.at("id").get<std::string>()).second);
        found.push_back(one);
      }
      after = page["last_id"].get<std::string>();
    }
    return found;
  }

  static json said(const std::string& text) { return {{"role", "user"}, {"content", text}}; }

  static json called(const std::string& call_id, const std::string& name = "f") {
    return {{"type", "function_call"}, {"call_id", call_id}, {"name", name}, {"arguments", "{}"}};
  }

  static json output(const std::string& call_id, const std::string& text) {
    return {{"type", "function_call_output"}, {"call_id", call_id}, {"output", text}};
  }

  /// The text of every item that has one; of calls the call id.
  static std::vector<std::string> told(const std::vector<json>& items) {
    std::vector<std::string> result;
    for (const auto& item : items) {
      const auto type = item.at("type").get<std::string>();
      if (type == "message")
        result.push_back(item.at("content").at(0).at("text"));
      else if (type == "function_call_output")
        result.push_back(item.at("output"));
      else
        result.push_back(item.at("call_id"));
    }
    return result;
  }

  std::vector<std::string> told_by(const std::string& id) {
    return told(walk(items_of(id), "asc", 100));
  }
};

using texts = std::vector<std::string>;

}  // namespace parley::tests

#undef CAF_SUITE
