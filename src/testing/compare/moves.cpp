#include "testing/compare/moves.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parley::testing::compare {

using storage::move_order;

void moves::differ(const std::string& what) {
  if (difference_.empty()) difference_ = what;
}

storage::outcome moves::commit(const char* what, request r) {
  if (world_.random.chance(2)) r.epoch_off = 1;
  if (world_.random.chance(4)) r.key_off = 1;
  const auto first = first_.commit({r}).front();
  const auto second = second_.commit({r}).front();
  if (describe(first) != describe(second))
    differ(std::string{what} + " of " + r.body.session.tenant + "/" + r.body.session.id +
           "\n  first:  " + describe(first) + "\n  second: " + describe(second));
  return first;
}

request moves::plain(const storage::session_ref& ref, move_order::phase step) {
  return {step_of(ref, step)};
}

/// What both have of a session, which must be the same.
void moves::read(const storage::session_ref& ref) {
  const auto page = static_cast<std::int64_t>(1 + world_.random.below(5));
  const auto of = [&](side& s) -> base::result<cargo> {
    const auto there = s.load(ref);
    if (!there) return base::fail(there.error());
    if (!*there) return base::fail(base::errc::not_found, "", "none");
    return read_cargo(s.log(), ref, **there, page);
  };
  auto first = of(first_);
  const auto second = of(second_);
  if (!first || !second || !(*first == *second))
    return differ("what is to be moved of " + ref.tenant + "/" + ref.id);
  last_read_ = std::move(*first);
}

void moves::staged_rows(const storage::session_ref& ref) {
  const auto rows = [&](side& s) {
    return s.log().rows_to_move(s.staged_log_of(ref), 0, 100, 1 << 20);
  };
  const auto tallies = [&](side& s) { return s.log().tallies(s.staged_log_of(ref), -1, 100); };
  if (!(rows(first_).value() == rows(second_).value() &&
        tallies(first_).value() == tallies(second_).value()))
    differ("staged rows of " + ref.tenant + "/" + ref.id);
}

void moves::depart(const storage::session_ref& ref) {
  read(ref);
  request r{departure_of(last_read_)};
  auto& order = *r.body.move;
  if (world_.random.chance(4)) ++r.body.expected_last_seq;
  if (world_.random.chance(4)) ++order.revision;
  if (world_.random.chance(4)) ++order.erasures;
  order.rows_kept_ms = static_cast<std::int64_t>(world_.random.below(100000));
  if (world_.random.chance(10)) order.step = move_order::phase::check;
  // Who has a copy elsewhere shares no rows with anybody.
  order.returned = !world_.sharing.contains(ref) && world_.random.chance(50);
  const bool asked = order.step == move_order::phase::check;
  if (commit("a departure", std::move(r)).kind != storage::commit::committed || asked) return;
  elsewhere_[ref] = last_read_;
  staged_.erase(ref);
  world_.sessions.erase(ref);
}

void moves::arrive(const storage::session_ref& ref, const cargo& c) {
  request r{arrival_of(c)};
  auto& order = *r.body.move;
  order.marked = world_.random.chance(30);
  order.below_parent = world_.random.chance(40);
  if (world_.random.chance(4)) ++r.body.expected_last_seq;
  const auto status = r.body.create->status;
  if (world_.random.chance(20)) {
    r.body.create->status = domain::session_status::archived;
    ++r.body.create->revision;
  }
  const auto record = *r.body.create;
  if (commit("an arrival", std::move(r)).kind != storage::commit::committed) return;
  staged_.erase(ref);
  world_.sessions[ref] = {record, c.last_seq, {}};
  read(ref);
  auto wanted = c;
  wanted.record = record;
  if (!(last_read_ == wanted))
    differ("what arrived of " + ref.tenant + "/" + ref.id + ", which was " +
           std::string{to_string(status)});
  elsewhere_.erase(ref);
}

void moves::of_one_here(const storage::session_ref& ref) {
  const auto choice = world_.random.below(100);
  if (choice < 60) return depart(ref);
  if (choice < 75) return void(commit("a mark", plain(ref, move_order::phase::mark)));
  if (choice < 82) return void(commit("taking a mark away", plain(ref, move_order::phase::unmark)));
  if (choice < 85) return void(commit("forgetting", plain(ref, move_order::phase::forget)));
  read(ref);
  request again{choice < 93 ? stage_of(last_read_, 0, 3) : arrival_of(last_read_)};
  again.is_new = true;
  commit("a step of one that is here", std::move(again));
}

void moves::of_one_elsewhere(const storage::session_ref& ref, const cargo& c) {
  if (world_.random.chance(8)) {
    commit("forgetting", plain(ref, move_order::phase::forget));
    staged_.erase(ref);
    return;
  }
  const auto page = 1 + world_.random.below(6);
  while (!world_.random.chance(10)) {
    const auto done = staged_.find(ref);
    const bool begins = done == staged_.end();
    const auto from = begins ? 0 : done->second;
    if (!begins && from >= c.messages.size()) return arrive(ref, c);
    request r{stage_of(c, from, page)};
    r.is_new = begins;
    if (commit("staging", std::move(r)).kind != storage::commit::committed) return;
    staged_[ref] = std::min(from + page, c.messages.size());
    if (world_.random.chance(20)) staged_rows(ref);
    if (world_.random.chance(5)) return arrive(ref, c);
  }
}

std::string moves::step() {
  auto ref = world_.any_session();
  if (!elsewhere_.empty() && world_.random.chance(50))
    ref = std::next(elsewhere_.begin(),
                    static_cast<std::ptrdiff_t>(world_.random.below(elsewhere_.size())))
              ->first;
  const auto away = elsewhere_.find(ref);
  if (world_.sessions.contains(ref) && (away == elsewhere_.end() || world_.random.chance(70)))
    of_one_here(ref);
  else if (away != elsewhere_.end())
    of_one_elsewhere(ref, cargo{away->second});
  else
    commit("a step of nobody", plain(ref, world_.random.chance(50) ? move_order::phase::mark
                                                                   : move_order::phase::forget));
  if (!(first_.log().moving(0, 100).value() == second_.log().moving(0, 100).value()))
    differ("what moves");
  return std::exchange(difference_, {});
}

}  // namespace parley::testing::compare
