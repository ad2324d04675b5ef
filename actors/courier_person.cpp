#include <algorithm>
#include <iterator>
#include <utility>

#include "actors/courier.hpp"
#include "parley/base/ids.hpp"
#include "parley/domain/json.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

/// Rows that one look at what was sent takes.
constexpr std::int64_t slice_rows = 20'000;
constexpr std::int64_t tree_nodes_max = 100'000;
constexpr std::int64_t depth_max = 1'000'000;

caller internal(const std::string& tenant) { return {tenant, "courier", "", {}}; }

bool is_gone(const base::status& why) {
  return why.code == errc::not_found || why.code == errc::erased;
}

/// What must be changed before a session of the user goes: below it, what others own stays, and the
/// topmost of it becomes a root. Those below come before those above, so that the work can stop
/// anywhere and begin again.
std::vector<person_run::move> moves_of(const session_tree& tree, const std::string& user) {
  std::vector<person_run::move> moves;
  std::vector<std::size_t> top(tree.nodes.size(), 0);  // 0: it goes with the session
  for (std::size_t i = 1; i < tree.nodes.size(); ++i) {
    const auto& record = tree.nodes[i].record;
    const auto above = static_cast<std::size_t>(tree.above[i]);
    const bool owned = record.user_id == user;
    const bool above_owned = above == 0 || tree.nodes[above].record.user_id == user;
    if (owned && top[above] == 0) continue;
    top[i] = !owned && above_owned ? i : top[above];
    const auto& root = tree.nodes[top[i]].record;
    domain::place_change place;
    if (top[i] != i) {
      place.parent = record.parent_session_id;
      place.root = root.session_id;
      place.depth = record.depth - root.depth;
    }
    moves.push_back({record.session_id, std::move(place)});
  }
  std::reverse(moves.begin(), moves.end());
  return moves;
}

/// What whoever waits is told. For whom the courier itself asks again, an earlier run has begun and
/// may have erased something: nothing may be said to be undone.
base::status told(const caller& who, base::status why) {
  if (who.principal == internal("").principal && why.code == errc::unavailable)
    why.code = errc::unknown_outcome;
  return why;
}

using found_id = base::result<std::optional<std::string>>;

storage::session_query owned_by(const std::string& tenant, const std::string& user) {
  storage::session_query owned;
  owned.tenant = tenant;
  owned.user = user;
  owned.oldest_first = true;
  owned.items_max = 1;
  return owned;
}

/// The first of a list. A slice of it may be empty and not the last: over two stores, when all that
/// it had is a copy that does not count.
void find_owned(courier_state& courier, const caller& who, storage::session_query query,
                std::function<void(const found_id&)> then) {
  courier.self->request(courier.peers.reader, caf::infinite, list_atom_v, who, query)
      .then(
          [&courier, who, query, then](const storage::session_page& page) mutable {
            if (!page.items.empty()) return then(page.items.front().record.session_id);
            if (!page.next) return then(std::nullopt);
            query.after = page.next;
            find_owned(courier, who, std::move(query), std::move(then));
          },
          [then](const caf::error& e) { then(base::fail(to_status(e))); });
}

}  // namespace

void courier_state::ask_person(const caller& who, const std::string& user,
                               reply<domain::erasure> to) {
  auto waits = std::make_shared<reply<domain::erasure>>(std::move(to));
  const auto refused = [waits, who](const caf::error& e) { waits->fail(told(who, to_status(e))); };
  self->request(peers.reader, caf::infinite, person_atom_v, who, user, std::int64_t{0},
                std::int64_t{0})
      .then(
          [this, who, user, waits, refused](person_facts& found) {
            // The store knows best whether one that has begun is still going on.
            if (!found.receipt || found.receipt->receipt.invisible_at == base::timestamp{})
              return begin_person(who, user, waits);
            find_owned(*this, who, owned_by(who.tenant, user),
                       [this, who, user, waits, known = *found.receipt](const found_id& owned) {
                         if (!owned) return waits->fail(told(who, owned.error()));
                         if (*owned) return begin_person(who, user, waits);
                         sent_since(who, user, waits, known);
                       });
          },
          refused);
}

void courier_state::sent_since(const caller& who, const std::string& user, waiting_person waits,
                               storage::person_receipt known) {
  self->request(peers.reader, caf::infinite, person_atom_v, who, user, known.upto, slice_rows)
      .then(
          [this, who, user, waits, known](const person_facts& found) mutable {
            if (!found.asked.empty() || !found.sent.items.empty()) return begin_person(who, user, waits);
            if (!found.sent.next) return waits->deliver(known.receipt);
            known.upto = *found.sent.next;
            sent_since(who, user, waits, known);
          },
          [waits, who](const caf::error& e) { waits->fail(told(who, to_status(e))); });
}

void courier_state::begin_person(const caller& who, const std::string& user,
                                 waiting_person waits) {
  storage::submission what;
  what.receipt = storage::receipt_order{
      who.tenant, user, base::make_uuid(*env->clock, *env->entropy), false};
  self->request(peers.writer, caf::infinite, submit_atom_v, who, std::move(what))
      .then(
          [this, who, user, waits](const commit_reply& answer) {
            if (answer.outcome.kind != storage::commit::committed)
              return waits->fail(told(who, answer.outcome.error));
            persons[{who.tenant, user}].push_back(waits);
            look();
          },
          [waits, who](const caf::error& e) { waits->fail(told(who, to_status(e))); });
}

void courier_state::person(const storage::job& job) {
  const auto payload = domain::parse_json(job.payload);
  auto run = std::make_shared<person_run>();
  run->job = job;
  if (payload && payload->is_object()) run->user = payload->value("user", "");
  if (run->user.empty())
    return failed(job, {errc::internal, "", "A stored erasing of a user cannot be read."},
                  domain::retry_verdict::give_up);
  if (auto waiting = persons.extract({job.tenant, run->user}))
    run->waiting = std::move(waiting.mapped());
  next_owned(run);
}

void courier_state::next_owned(const person_ptr& run) {
  find_owned(*this, internal(run->job.tenant), owned_by(run->job.tenant, run->user),
             [this, run](const found_id& owned) {
               if (!owned) return stop(run, owned.error());
               if (!*owned) return next_sent(run, 0);
               part_from_others(run, **owned);
             });
}

void courier_state::part_from_others(const person_ptr& run, const std::string& session_id) {
  const storage::session_ref ref{run->job.tenant, session_id};
  self->request(peers.reader, caf::infinite, tree_atom_v, internal(ref.tenant), ref,
                tree_request{depth_max, tree_nodes_max, {}})
      .then(
          [this, run, ref](const session_tree& tree) {
            run->moves = moves_of(tree, run->user);
            next_move(run, ref);
          },
          [this, run](const caf::error& e) {
            const auto why = to_status(e);
            is_gone(why) ? next_owned(run) : stop(run, why);
          });
}

void courier_state::next_move(const person_ptr& run, const storage::session_ref& owned) {
  if (run->moves.empty()) return erase_owned(run, owned);
  auto move = std::move(run->moves.front());
  run->moves.erase(run->moves.begin());
  self->request(peers.supervisor, caf::infinite, change_atom_v, internal(owned.tenant),
                storage::session_ref{owned.tenant, move.session_id},
                change_command{std::move(move.place), {}, {}})
      .then([this, run, owned](const change_reply&) { next_move(run, owned); },
            [this, run, owned](const caf::error& e) {
              const auto why = to_status(e);
              is_gone(why) ? next_move(run, owned) : stop(run, why);
            });
}

void courier_state::erase_owned(const person_ptr& run, const storage::session_ref& owned) {
  self->request(peers.supervisor, caf::infinite, erase_atom_v, internal(owned.tenant), owned,
                erase_command{{}, run->job.session_id})
      .then([this, run](const domain::erasure&) { next_owned(run); },
            [this, run](const caf::error& e) {
              const auto why = to_status(e);
              is_gone(why) ? next_owned(run) : stop(run, why);
            });
}

void courier_state::next_sent(const person_ptr& run, std::int64_t after) {
  self->request(peers.reader, caf::infinite, person_atom_v, internal(run->job.tenant), run->user,
                after, slice_rows)
      .then(
          [this, run, after](person_facts& found) {
            // Questions that wait first: what runs meanwhile is in the slices that come then.
            if (!found.asked.empty()) return forget_asked(run, std::move(found.asked), after);
            run->sent = std::move(found.sent);
            blank_sent(run);
          },
          [this, run](const caf::error& e) { stop(run, to_status(e)); });
}

void courier_state::forget_asked(const person_ptr& run, std::vector<storage::sent_messages> asked,
                                 std::int64_t after) {
  auto one = std::move(asked.front());
  if (one == run->asked)
    return stop(run, {errc::internal, "", "A question that waits could not be erased."});
  run->asked = one;
  self->request(peers.supervisor, caf::infinite, blank_atom_v, internal(run->job.tenant),
                one.session, blank_command{"", {}, std::move(one.turns), run->job.session_id})
      .then([this, run, after](const domain::erasure&) { next_sent(run, after); },
            [this, run](const caf::error& e) {
              const auto why = to_status(e);
              is_gone(why) ? come_back(run) : stop(run, why);
            });
}

void courier_state::blank_sent(const person_ptr& run) {
  if (run->sent.items.empty()) {
    if (run->skipped) return come_back(run);
    if (run->sent.next) return next_sent(run, *run->sent.next);
    return end_person(run);
  }
  auto sent = std::move(run->sent.items.back());
  run->sent.items.pop_back();
  self->request(peers.supervisor, caf::infinite, blank_atom_v, internal(run->job.tenant),
                sent.session, blank_command{"", std::move(sent.seqs), {}, run->job.session_id})
      .then([this, run](const domain::erasure&) { blank_sent(run); },
            [this, run](const caf::error& e) {
              const auto why = to_status(e);
              if (!is_gone(why)) return stop(run, why);
              run->skipped = true;
              blank_sent(run);
            });
}

void courier_state::end_person(const person_ptr& run) {
  storage::submission what;
  what.receipt = storage::receipt_order{run->job.tenant, run->user, "", true};
  what.jobs.emplace().remove.push_back(run->job.id);
  const auto failed_at_the_end = [this, run](const base::status& why) {
    if (why.code != errc::unknown_outcome) return stop(run, why);
    // The job may be gone, and whoever waited for another run of it would wait for ever.
    for (auto& one : std::exchange(run->waiting, {})) one->fail(why);
    stop(run, why);
    begin_again(run);
  };
  self->request(peers.writer, caf::infinite, submit_atom_v, internal(""), std::move(what))
      .then(
          [this, run, failed_at_the_end](const commit_reply& answer) {
            if (answer.outcome.kind != storage::commit::committed)
              return failed_at_the_end(answer.outcome.error);
            ended(run->job, telemetry::job_end::done);
            let_go(run->job.id);
            tell_waiting(run);
            look();
          },
          [failed_at_the_end](const caf::error& e) { failed_at_the_end(to_status(e)); });
}

void courier_state::begin_again(const person_ptr& run) {
  // They asked while it was going on, and it may have passed by what came until then.
  auto late = persons.extract({run->job.tenant, run->user});
  if (!late) return;
  for (auto& one : late.mapped()) ask_person(internal(run->job.tenant), run->user, std::move(*one));
}

void courier_state::tell_waiting(const person_ptr& run) {
  if (run->waiting.empty()) return begin_again(run);
  self->request(peers.reader, caf::infinite, person_atom_v, internal(run->job.tenant), run->user,
                std::int64_t{-1}, std::int64_t{0})
      .then(
          [this, run](const person_facts& found) {
            const bool told = found.receipt &&
                              found.receipt->receipt.invisible_at != base::timestamp{};
            for (auto& one : run->waiting)
              if (told)
                one->deliver(found.receipt->receipt);
              else  // somebody had it begun anew, and this is no receipt of an end
                persons[{run->job.tenant, run->user}].push_back(std::move(one));
            begin_again(run);
          },
          [this, run](const caf::error& e) {
            // It is done, only the receipt is not at hand.
            for (auto& one : run->waiting)
              one->fail({errc::unknown_outcome, "", to_status(e).text});
            begin_again(run);
          });
}

/// A session that is being erased takes no other erasing, and while it is stored it stands for rows
/// that its forks keep. When it is gone they are found under another name.
void courier_state::come_back(const person_ptr& run) {
  stop(run, {errc::unavailable, "", "A session with messages of the user is being erased.", 100});
}

void courier_state::stop(const person_ptr& run, const base::status& why) {
  const auto verdict = domain::judge(why, run->job.attempts + 1);
  if (verdict == domain::retry_verdict::later) {
    auto& waiting = persons[{run->job.tenant, run->user}];
    std::move(run->waiting.begin(), run->waiting.end(), std::back_inserter(waiting));
    if (waiting.empty()) persons.erase({run->job.tenant, run->user});
  } else {
    for (auto& one : run->waiting) one->fail(why);
  }
  failed(run->job, why, verdict);
}

}  // namespace parley::actors
