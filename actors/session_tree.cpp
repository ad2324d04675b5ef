#include <algorithm>
#include <utility>

#include "actors/session.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using domain::tree_operation;

namespace {

constexpr std::int64_t depth_max = 1'000'000;  ///< the whole tree, however it was imported

domain::record_change change_of(tree_operation operation, const std::string& reason) {
  if (operation == tree_operation::archive) return domain::archive_change{reason};
  return domain::close_change{reason};
}

/// What a change does to the whole subtree; nothing for one that is about the session alone.
std::optional<domain::cascade> cascade_of(const domain::record_change& change) {
  if (const auto* close = std::get_if<domain::close_change>(&change))
    return domain::cascade{tree_operation::close, close->reason};
  if (const auto* archive = std::get_if<domain::archive_change>(&change))
    return domain::cascade{tree_operation::archive, archive->reason};
  return std::nullopt;
}

/// The same with the key of its request.
domain::cascade cascade_of(const change_command& command) {
  auto wanted = *cascade_of(command.change);
  if (command.once) {
    wanted.key = command.once->key;
    wanted.route = command.once->route;
    wanted.body_digest = command.once->body_digest;
  }
  return wanted;
}

domain::cascade cascade_of(const erase_command& command) {
  return {tree_operation::erase, "", command.part_of};
}

storage::subtree_guard guard_of(tree_operation operation) {
  return operation == tree_operation::archive ? storage::subtree_guard::all_archived
                                              : storage::subtree_guard::none_open;
}

const base::status takes_longer{
    errc::unknown_outcome, "",
    "The sessions below this one are not done yet. That goes on by itself; repeat the request to "
    "wait for its end."};

}  // namespace

base::result<void> session_state::check_staying(bool new_entry) const {
  if (!leaving) return {};
  const bool closing = leaving->operation == tree_operation::close;
  if (!new_entry)
    return base::fail(errc::conflict, "",
                      "The session is being " + std::string(closing ? "closed" : "archived") +
                          " with all below it; wait for the end of that.");
  if (closing)
    return base::fail(errc::session_closed, "",
                      "The session is being closed; it takes messages again when it is reopened.");
  return base::fail(errc::unavailable, "", "The session is being archived; try again.", 100);
}

bool session_state::waits_for_subtree(waiting_change& request) {
  const auto wanted = cascade_of(request.command.change);
  if (!leaving || !wanted || wanted->operation != leaving->operation) return false;
  const auto& once = request.command.once;
  if (once && once->key == leaving->key && once->route == leaving->route &&
      once->body_digest != leaving->body_digest) {
    request.to.fail({errc::idempotency_mismatch, "Idempotency-Key",
                     "This Idempotency-Key was used here with another body; use a new key."});
    return true;
  }
  until_settled.push_back(std::move(request));
  return true;
}

void session_state::add_tree_change(storage::submission& what,
                                    const domain::record_change& change) {
  const auto wanted = cascade_of(change);
  if (!wanted) return;
  what.guard = guard_of(wanted->operation);
  end_turns(what);
}

void session_state::end_turns(storage::submission& what) {
  auto ending = turns.close(env->clock->now());
  if (ending.empty()) return;
  name_senders(ending);
  what.parts.push_back(part_of(ending));
  stepping = std::move(ending);
}

void session_state::children_first() {
  stepping.reset();
  if (auto* settle = std::get_if<waiting_settle>(&in_flight.front())) {
    settle->to.fail({errc::conflict, "children", "A session below this one is not done yet."});
    in_flight.clear();
    return pump();
  }
  if (const auto* change = std::get_if<waiting_change>(&in_flight.front()))
    promise(cascade_of(change->command), change->who);
  else
    promise(cascade_of(std::get<waiting_erase>(in_flight.front()).command),
            std::get<waiting_erase>(in_flight.front()).who);
}

std::optional<tree_operation> session_state::looks_below(waiting_change& request) const {
  const auto wanted = cascade_of(request.command.change);
  if (!wanted || !peers.mover || std::exchange(request.alone, false)) return std::nullopt;
  return wanted->operation;
}

bool session_state::look_below(tree_operation operation) {
  self->request(peers.reader, caf::infinite, tree_atom_v, caller{ref.tenant, {}, {}, {}}, ref,
                tree_request{depth_max, 2, operation})
      .then(
          [this](const session_tree& tree) {
            tree.nodes.size() > 1 ? children_first() : nobody_below();
          },
          [this](const caf::error& e) {
            fail_in_flight(to_status(e));
            pump();
          });
  return true;
}

void session_state::nobody_below() {
  auto& request = in_flight.front();
  handling = &request;
  bool sent = false;
  if (auto* change = std::get_if<waiting_change>(&request)) {
    change->alone = true;
    sent = start_change(*change);
  } else {
    auto& erase = std::get<waiting_erase>(request);
    erase.alone = true;
    sent = start_erase(erase);
  }
  handling = nullptr;
  if (!sent) in_flight.clear();
  pump();
}

void session_state::promise(const domain::cascade& wanted, const caller& who) {
  storage::submission what;
  end_turns(what);
  storage::job intent;
  intent.kind = storage::job_kind::cascade;
  intent.tenant = ref.tenant;
  intent.session_id = ref.id;
  intent.payload = domain::write_cascade(wanted);
  intent.not_before = intent.created_at = env->clock->now();
  auto& jobs = what.jobs.emplace();
  jobs.add.push_back(std::move(intent));
  // An erasing takes the place of what was promised before.
  if (leaving) jobs.remove.push_back(leaving_job);
  submit(std::move(what), who);
}

void session_state::promised(commit_reply& answer, waiting& request) {
  leaving_job = answer.outcome.jobs.front();
  head = answer.outcome.head;
  if (stepping) step_committed(answer, 0);
  if (auto* change = std::get_if<waiting_change>(&request)) {
    leaving = cascade_of(change->command);
    until_settled.push_back(std::move(*change));
  } else {
    leaving = cascade_of(std::get<waiting_erase>(request).command);
    until_erased.push_back(std::move(std::get<waiting_erase>(request)));
  }
}

bool session_state::start_settle(waiting_settle& request) {
  if (at == phase::absent) {
    request.to.fail(why_absent());
    return false;
  }
  const auto& [operation, reason, part_of] = request.command;
  if (operation == tree_operation::erase) return submit_erase(part_of, request.who);
  // What is being erased is about to be gone, whatever else it is.
  if (is_being_erased()) {
    request.to.deliver(done{});
    return false;
  }
  const auto change = change_of(operation, reason);
  auto changed = domain::apply(change, record, env->clock->now(), env->limits);
  if (!changed) {
    request.to.fail(changed.error());
    return false;
  }
  const bool ends = leaving && leaving->operation == operation;
  if (changed->revision == record.revision && !ends) {
    request.to.deliver(done{});
    return false;
  }
  storage::submission what;
  add_tree_change(what, change);
  if (changed->revision != record.revision) what.update = std::move(*changed);
  if (ends) what.jobs.emplace().remove.push_back(leaving_job);
  if (ends && !leaving->key.empty()) keep_key_of_cascade(what);
  submit(std::move(what), request.who);
  return true;
}

void session_state::keep_key_of_cascade(storage::submission& what) const {
  // As its request is answered: with the record after it, and the turns' ends behind the head.
  domain::session_view after{what.update ? *what.update : record, head};
  for (const auto& part : what.parts) {
    after.at.last_seq += static_cast<std::int64_t>(part.entries.size());
    if (!part.entries.empty()) after.at.last_append = part.entries.back().received_at;
  }
  auto& part = what.parts.emplace_back();
  part.once = storage::idempotency{leaving->key, leaving->route, leaving->body_digest};
  part.note = note_of(after);
}

void session_state::settled(commit_reply& answer, waiting_settle& request) {
  head = answer.outcome.head;
  if (stepping) step_committed(answer, 0);
  if (answer.outcome.updated)
    tell_change(change_of(request.command.operation, request.command.reason));
  if (answer.sent.jobs) stay();
  request.to.deliver(done{});
}

void session_state::stay() {
  leaving.reset();
  leaving_job = 0;
  for (auto& waiter : std::exchange(until_settled, {})) waiter.to.deliver({view(), true, false});
}

void session_state::adopt_cascade(const std::optional<storage::job>& found) {
  if (found) {
    if (auto what = domain::read_cascade(found->payload)) {
      leaving = std::move(*what);
      leaving_job = found->id;
      return;
    }
  }
  stay();
}

void session_state::give_up_waiting() {
  until_erased.remove_if([this](waiting_erase& waiter) {
    if (!expired(waiter.who, *env->clock)) return false;
    waiter.to.fail(takes_longer);
    return true;
  });
  until_settled.remove_if([this](waiting_change& waiter) {
    if (!expired(waiter.who, *env->clock)) return false;
    waiter.to.fail(takes_longer);
    return true;
  });
}

std::chrono::microseconds session_state::next_give_up() const {
  auto first = std::chrono::microseconds::max();
  for (const auto& waiter : until_settled)
    if (waiter.who.deadline.count() != 0) first = std::min(first, waiter.who.deadline);
  for (const auto& waiter : until_erased)
    if (waiter.who.deadline.count() != 0) first = std::min(first, waiter.who.deadline);
  return first;
}

bool session_state::look_up_parent(waiting_create& request) {
  const auto& parent = *request.command.request.parent_session_id;
  self->request(peers.reader, caf::infinite, facts_atom_v, caller{ref.tenant, {}, {}, {}},
                storage::session_ref{ref.tenant, parent})
      .then(
          [this](session_facts& found) {
            auto& waiter = std::get<waiting_create>(in_flight.front());
            waiter.looked_up = true;
            if (found.erased) {
              fail_in_flight({errc::erased, "parent_session_id",
                              "The session that was to be the parent was erased."});
              return pump();
            }
            if (found.session) {
              const auto& r = found.session->record;
              // The store that writes the child does not see a parent in the archive.
              if (r.status == domain::session_status::archived) {
                fail_in_flight({errc::session_closed, "parent_session_id",
                                "The parent is archived; only an active session takes a child."});
                return pump();
              }
              waiter.parent = {r.session_id, r.root_session_id, r.depth, r.user_id};
            }
            handling = &in_flight.front();
            const bool sent = start_create(waiter);
            handling = nullptr;
            if (!sent) in_flight.clear();
            pump();
          },
          [this](const caf::error& e) {
            fail_in_flight(to_status(e));
            pump();
          });
  return true;
}

void session_state::add_report(storage::append_part& part,
                               const domain::agent_message& addressed) const {
  if (!record.parent_session_id || !domain::is_report(addressed.type)) return;
  storage::job outbox;
  outbox.kind = storage::job_kind::deliver;
  outbox.tenant = ref.tenant;
  outbox.session_id = ref.id;
  outbox.payload = domain::write_report(
      domain::report_of(part.entries.front(), ref.id, *record.parent_session_id));
  outbox.not_before = outbox.created_at = env->clock->now();
  part.jobs.push_back(std::move(outbox));
}

}  // namespace parley::actors
