#pragma once

#include <algorithm>
#include <list>

#include "actors/turns_world.hpp"

namespace parley::tests {

/// Somebody who follows a session, or all of its tenant: asks for more whenever it was given something,
/// unless it sleeps.
struct follower {
  bool whole = false;  ///< a tenant
  std::uint64_t id = 0;
  std::int64_t cursor = -1;
  std::optional<base::status> refused;  ///< the subscription was
  std::optional<base::status> over;
  bool asleep = false;
  world::answer<event_batch> pull;
  std::vector<std::string> seen;  ///< see `shown`; of a tenant behind the session's id
  std::vector<std::int64_t> cursors;  ///< of all that it was given

  /// `message 1 hello`, `chunk 0 Hel`, `gap`, ...
  static std::string shown(const delivery& d) {
    const auto& e = *d.what;
    const auto data = domain::json::parse(e.data);
    const auto type = std::string(to_string(e.type));
    if (e.type == domain::event_type::message_appended)
      return "message " + std::to_string(e.seq) + " " +
             (data.at("content").is_null() ? "(null)" : data.at("content").get<std::string>());
    if (e.type == domain::event_type::chunk)
      return "chunk " + std::to_string(e.index) + " " + data.at("text").get<std::string>();
    if (e.type == domain::event_type::draft_ended)
      return type + " " + data.at("state").get<std::string>();
    if (e.type == domain::event_type::message_erased)
      return type + " " + std::to_string(data.at("seq").get<int>());
    return type;
  }
};

/// A world with a session `s1` and followers of it.
struct feed_world : turns_world {
  std::list<follower> all;

  follower& follow(std::optional<std::int64_t> from = {}, const std::string& id = "s1") {
    auto& f = all.emplace_back();
    begin_follow(f, from, id);
    settle();
    return f;
  }

  follower& follow_tenant(std::optional<std::int64_t> from = {}) { return follow(from, ""); }

  void begin_follow(follower& f, std::optional<std::int64_t> from, const std::string& id = "s1") {
    f.whole = id.empty();
    asked.push_back({&f, begin_at<subscription>(feed, subscribe_atom_v, who(),
                                                subscribe_request{ref(id), from})});
  }

  void leave(follower& f) {
    self->send(feed, leave_atom_v, f.id);
    f.pull = nullptr;
    f.id = 0;
    step();
  }

  /// As it is told in a tenant: `s1 message 1 hello`.
  static std::string one(const std::string& id, int seq, const std::string& text) {
    return id + " message " + std::to_string(seq) + ' ' + text;
  }

  /// Until nobody is given anything any more.
  void settle() {
    for (bool moved = true; moved;) {
      step();
      moved = take_subscriptions();
      for (auto& f : all) moved = read(f) || moved;
    }
  }

  /// What it was told since this was asked last.
  texts told(follower& f) {
    settle();
    return std::exchange(f.seen, {});
  }

  /// The clock moves, and the feed's timer with it.
  void beat(std::chrono::microseconds time) {
    clock.advance(time);
    self->send(feed, tick_atom_v);
    settle();
  }

  /// With `streams` and `publications_max` as they are now.
  void end_world_and_restart() {
    world::end();
    start();
    step();
  }

  /// One step of any actor but the feed.
  void step_all_but_feed() {
    auto* slow_one = caf::actor_cast<caf::abstract_actor*>(feed);
    auto& jobs = sched.jobs;
    const auto next = std::find_if(jobs.begin(), jobs.end(), [&](caf::resumable* job) {
      return dynamic_cast<caf::abstract_actor*>(job) != slow_one;
    });
    if (next == jobs.end()) return;
    std::iter_swap(jobs.begin(), next);
    sched.try_run_once();
  }

  const telemetry::stream_counters& counted() const { return line->counters; }

 private:
  struct asking {
    follower* who;
    answer<subscription> slot;
  };
  std::vector<asking> asked;

  bool take_subscriptions() {
    return std::erase_if(asked, [](const asking& a) {
      if (!*a.slot) return false;
      const auto& r = **a.slot;
      if (r) {
        a.who->id = r->id;
        a.who->cursor = r->cursor;
      } else {
        a.who->refused = r.error();
      }
      return true;
    }) > 0;
  }

  bool read(follower& f) {
    if (f.id == 0 || f.over || f.refused) return false;
    bool moved = false;
    if (f.pull && *f.pull) {
      const auto& r = **f.pull;
      moved = true;
      if (!r) {
        f.over = r.error();
      } else {
        for (const auto& d : r->items) {
          const bool named = f.whole && !d.what->session_id.empty();
          f.seen.push_back((named ? d.what->session_id + ' ' : "") + follower::shown(d));
          f.cursors.push_back(d.cursor);
          if (!f.whole && d.cursor < f.cursor) f.seen.push_back("cursor went back");
          f.cursor = d.cursor;
        }
        f.over = r->over;
      }
      f.pull = nullptr;
    }
    if (!f.pull && !f.over && !f.asleep) {
      f.pull = begin_at<event_batch>(feed, pull_atom_v, f.id);
      moved = true;
    }
    return moved;
  }
};

}  // namespace parley::tests
