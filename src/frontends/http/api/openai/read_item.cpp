#include "frontends/http/api/openai/read_item.hpp"

#include <unordered_set>

#include "frontends/http/api/openai/item_fields.hpp"
#include "frontends/http/api/openai/item_ids.hpp"
#include "frontends/http/api/openai/item_text.hpp"
#include "frontends/http/api/openai/show_items.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/records.hpp"

namespace parley::frontends::http::api::openai {

using base::errc;
using base::fail;
using domain::json;

namespace {

/// A message may come without a type; what has an id and nothing else refers to another item.
base::result<std::string> type_of(const json& item, const std::string& field) {
  const auto type = item.find("type");
  if (type != item.end() && !type->is_null()) {
    if (!type->is_string() || type->get_ref<const std::string&>().empty())
      return fail(errc::invalid_argument, field + ".type", "The type must be a text.");
    return type->get<std::string>();
  }
  return std::string(item.contains("role") ? "message" : "item_reference");
}

/// Whether the message's own fields say all that the item says.
bool told_by_fields(const domain::message& m, const json& item) {
  auto shown = items_of(m);
  if (shown.size() != 1) return false;
  shown[0].erase("id");
  return shown[0] == item;
}

base::status in_item(base::status why, const std::string& field) {
  why.field = why.field.empty() ? field : field + '.' + why.field;
  return why;
}

}  // namespace

base::result<domain::message> read_item(const json& item, const std::string& field,
                                        const base::limits& limits) {
  if (!item.is_object()) return fail(errc::invalid_argument, field, "An item must be an object.");
  auto type = type_of(item, field);
  if (!type) return fail(type.error());
  auto kept = item;
  kept.erase("id");
  kept["type"] = *type;
  auto fields = fields_of(*type, kept, field);
  if (!fields) return fail(fields.error());
  if (const auto* id = text_member(item, "id"); id && is_kept(*id)) (*fields)["message_id"] = *id;
  auto message = domain::decode_message(*fields, limits);
  if (!message) return fail(in_item(std::move(message.error()), field));
  if (told_by_fields(*message, kept)) return message;
  message->item = domain::to_text(kept);
  if (auto fits = domain::check_limits(*message, limits); !fits)
    return fail(in_item(std::move(fits.error()), field));
  return message;
}

base::result<std::vector<domain::message>> read_items(const json& items, bool may_be_empty,
                                                      const base::limits& limits) {
  const auto most = static_cast<std::size_t>(limits.batch_messages);
  const std::size_t least = may_be_empty ? 0 : 1;
  if (!items.is_array() || items.size() < least || items.size() > most)
    return fail(errc::invalid_argument, "items",
                "items must be a list of " + std::to_string(least) + " to " + std::to_string(most) +
                    " items.");
  std::vector<domain::message> messages;
  std::unordered_set<std::string> ids;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto field = "items[" + std::to_string(i) + ']';
    auto message = read_item(items[i], field, limits);
    if (!message) return fail(message.error());
    if (!message->message_id.empty() && !ids.insert(message->message_id).second)
      return fail(errc::invalid_argument, field + ".id", "Ids must be unique within a request.");
    messages.push_back(std::move(*message));
  }
  return messages;
}

}  // namespace parley::frontends::http::api::openai
