#pragma once

#include "actors/world.hpp"

namespace parley::tests {

/// A world in which sessions have children.
struct tree_world : world {
  using world::world;

  using letters = std::vector<storage::job>;

  base::result<protocol::create_reply> spawn(const std::string& id, const std::string& parent) {
    auto command = creation(id);
    command.request.parent_session_id = parent;
    return ask<protocol::create_reply>(protocol::create_atom_v, who(), std::move(command));
  }

  /// What a child tells somebody above it.
  static protocol::append_command report(const std::string& text, const std::string& id,
                                         const std::string& type = "result_report") {
    const domain::json json{{"message_id", id},
                            {"sender_id", "assistant"},
                            {"sender_type", "agent"},
                            {"sender_role", "assistant"},
                            {"recipient_id", "somebody-above"},
                            {"recipient_type", "master_controller"},
                            {"content", text},
                            {"message_type", type}};
    protocol::append_command command;
    command.addressed =
        domain::decode_agent_message(json, {}, domain::unknown_fields::refuse).value();
    command.messages.push_back(domain::to_history(*command.addressed));
    return command;
  }

  answer<protocol::change_reply> begin_change(const std::string& id, domain::record_change what) {
    return begin<protocol::change_reply>(protocol::change_atom_v, who(), ref(id),
                                         protocol::change_command{std::move(what), {}, {}});
  }
  base::result<protocol::change_reply> close(const std::string& id) {
    return take(begin_change(id, domain::close_change{"done"}));
  }

  base::result<domain::erasure> erase(const std::string& id) {
    return ask<domain::erasure>(protocol::erase_atom_v, who(), ref(id), protocol::erase_command{});
  }

  /// root, two below it (a, b), two below each of these (aa, ab, ba, bb).
  void grow() {
    create("root");
    for (const std::string id : {"a", "b"}) {
      CAF_REQUIRE(spawn(id, "root").has_value());
      for (const std::string below : {"a", "b"}) CAF_REQUIRE(spawn(id + below, id).has_value());
    }
  }
  static const std::vector<std::string>& all() {
    static const std::vector<std::string> ids{"root", "a", "aa", "ab", "b", "ba", "bb"};
    return ids;
  }

  std::string status(const std::string& id) {
    const auto found = get(id);
    return found ? std::string{to_string(found->record.status)}
                 : std::string{to_string(found.error().code)};
  }

  /// How many of them have this status.
  std::size_t count(const std::string& wanted) {
    std::size_t n = 0;
    for (const auto& id : all()) n += status(id) == wanted ? 1 : 0;
    return n;
  }

  /// Time passes, and what waits for it happens.
  void pass(std::chrono::microseconds time) {
    clock.advance(time);
    self->send(supervisor, protocol::tick_atom_v);
    self->send(courier, protocol::tick_atom_v);
    if (mover) self->send(mover, protocol::tick_atom_v);
    if (migration) self->send(migration, protocol::tick_atom_v);
    step();
  }
  /// Before whoever waits gives up.
  void soon() {
    for (int i = 0; i < 20; ++i) pass(std::chrono::seconds{1});
  }
  /// Until everything that is retried had its chance.
  void rest() {
    for (int i = 0; i < 12; ++i) pass(std::chrono::minutes{1});
  }

  /// The process ends as it stands and another one begins.
  void crash() {
    end();
    start();
    step();
  }

  letters dead() {
    auto page = ask<protocol::letter_page>(protocol::letters_atom_v, who(),
                                           storage::dead_query{"acme", {}, 100});
    return page ? page->items : letters{};
  }

  /// What waits in the store.
  std::size_t jobs() {
    auto access = store->open_reader().value();
    return access.jobs->due(clock.now() + std::chrono::hours{1}, 100).value().items.size();
  }
};

}  // namespace parley::tests
