#include "frontends/http/api/openai/list.hpp"

namespace parley::frontends::http::api::openai {

using domain::json;

json list_of(std::vector<json> items, bool has_more) {
  const auto id_of = [](const json& item) { return item.at("id"); };
  auto first = items.empty() ? json(nullptr) : id_of(items.front());
  auto last = items.empty() ? json(nullptr) : id_of(items.back());
  return {{"object", "list"},
          {"data", std::move(items)},
          {"first_id", std::move(first)},
          {"last_id", std::move(last)},
          {"has_more", has_more}};
}

}  // namespace parley::frontends::http::api::openai
