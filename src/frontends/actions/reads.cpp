#include <memory>

#include "frontends/actions/handlers.hpp"
#include "frontends/actions/parameters.hpp"
#include "frontends/gateway/history.hpp"
#include "frontends/gateway/search.hpp"
#include "frontends/gateway/session_filters.hpp"
#include "frontends/gateway/statistics.hpp"
#include "parley/context/json_form.hpp"

namespace parley::frontends::actions {

using base::errc;

namespace {

/// The session that the envelope names is the one that is searched.
base::result<void> narrow(storage::search_query& query, const std::optional<std::string>& session) {
  if (!session) return {};
  if (query.session && *query.session != *session)
    return base::fail(errc::invalid_argument, "session",
                      "session must be the session_id of the action, or absent.");
  query.session = *session;
  return {};
}

}  // namespace

void get_context(const action_ptr& a) {
  auto decoded = context::decode_view(a->said.data, a->node->limits);
  if (!decoded) return fail(a, std::move(decoded.error()));
  ask<context::context_view>(
      a,
      [](const action_ptr& same, const context::context_view& view) {
        succeed(same, context::encode(view));
      },
      protocol::context_atom_v, a->caller, a->session(),
      protocol::context_command{std::move(decoded->view), std::move(decoded->model)});
}

void get_history(const action_ptr& a) {
  const auto given =
      read_parameters(a->said.data, {"limit", "after_seq", "before_seq", "cursor", "erased"});
  if (!given) return fail(a, given.error());
  const auto wanted = gateway::read_history_query(*given, a->node->limits);
  if (!wanted) return fail(a, wanted.error());
  const auto* erased = gateway::parameter(*given, "erased");
  if (erased && *erased != "omit")
    return fail(a, {errc::invalid_argument, "erased", "The only value is: omit."});
  ask<protocol::message_page>(
      a,
      [forward = wanted->forward, omit = erased != nullptr](const action_ptr& same,
                                                            protocol::message_page page) {
        auto kept = std::make_shared<protocol::message_page>(std::move(page));
        offload(same, [same, kept, forward, omit] {
          succeed(same, gateway::encode(*kept, forward, omit));
        });
      },
      protocol::page_atom_v, a->caller, a->session(), wanted->request);
}

void list_conversations(const action_ptr& a) {
  const auto given =
      read_parameters(a->said.data, {"status", "type", "user", "conversation", "role", "root",
                                     "parent", "created_from", "created_to", "active_from",
                                     "active_to", "metadata.*", "order", "cursor", "limit"});
  if (!given) return fail(a, given.error());
  auto query = gateway::read_session_query(*given, a->said.tenant_id, a->node->limits);
  if (!query) return fail(a, std::move(query.error()));
  const auto order = query->order;
  const auto oldest_first = query->oldest_first;
  ask<storage::session_page>(
      a,
      [order, oldest_first](const action_ptr& same, storage::session_page page) {
        auto kept = std::make_shared<storage::session_page>(std::move(page));
        offload(same, [same, kept, order, oldest_first] {
          succeed(same, gateway::encode(*kept, order, oldest_first));
        });
      },
      protocol::list_atom_v, a->caller, std::move(*query));
}

void search_conversations(const action_ptr& a) {
  const auto given = read_parameters(a->said.data, {"q", "session", "user", "limit", "cursor"});
  if (!given) return fail(a, given.error());
  auto query = gateway::read_search_query(*given, a->node->limits);
  if (!query) return fail(a, std::move(query.error()));
  if (auto legal = narrow(*query, a->said.session_id); !legal) return fail(a, legal.error());
  ask<storage::search_page>(
      a,
      [](const action_ptr& same, const storage::search_page& page) {
        succeed(same, gateway::encode(page));
      },
      protocol::search_atom_v, a->caller, std::move(*query));
}

void get_stats(const action_ptr& a) {
  const auto given = read_parameters(a->said.data, {"agent", "from", "to"});
  if (!given) return fail(a, given.error());
  const auto query = gateway::read_statistics_query(*given);
  if (!query) return fail(a, query.error());
  ask<storage::statistics>(
      a,
      [query = *query](const action_ptr& same, const storage::statistics& found) {
        succeed(same, gateway::encode(query, found));
      },
      protocol::statistics_atom_v, a->caller, *query);
}

}  // namespace parley::frontends::actions
