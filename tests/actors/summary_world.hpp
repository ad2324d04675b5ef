#pragma once

#include "actors/context.hpp"
#include "actors/summarizer.hpp"
#include "actors/trees.hpp"

namespace parley::tests {

/// A model that does what the test says: jobs wait until one is answered.
class scripted_model : public models::summarizer {
 public:
  struct job {
    ticket number = 0;
    context::summary_job what;
    models::summary_done done;
  };

  std::string_view name() const override { return "scripted"; }

  ticket start(context::summary_job what, std::chrono::milliseconds,
               models::summary_done done) override {
    jobs.push_back({++last_, std::move(what), std::move(done)});
    return last_;
  }

  void cancel(ticket which) override {
    ++cancelled;
    for (auto it = jobs.begin(); it != jobs.end(); ++it)
      if (it->number == which) {
        auto done = std::move(it->done);
        jobs.erase(it);
        return done(base::fail(base::errc::unavailable, "", "cancelled"));
      }
  }

  /// Ends the oldest job.
  void answer(base::result<std::string> text) {
    auto done = std::move(jobs.front().done);
    jobs.erase(jobs.begin());
    done(std::move(text));
  }

  std::vector<job> jobs;
  int cancelled = 0;

 private:
  ticket last_ = 0;
};

/// A world in which sessions are summarized.
struct summary_world : tree_world {
  std::shared_ptr<scripted_model> model = std::make_shared<scripted_model>();
  protocol::summarizer_actor summarizer;
  protocol::context_actor contexts;

  explicit summary_world(archive with = archive::none) : tree_world(INT64_MAX, with) {
    env->summaries.automatic = true;
    start_summaries();
  }
  ~summary_world() { end_summaries(); }

  void start_summaries() {
    summarizer = sys.spawn(
        actors::summarizer, env,
        actors::summarizer_peers{supervisor, slow, sys.spawn(actors::clock), model});
    contexts = sys.spawn(actors::context_builder, env, slow);
    self->send(supervisor, protocol::attach_atom_v, summarizer);
    self->send(supervisor, protocol::attach_atom_v, contexts);
    step();
  }
  void end_summaries() {
    self->send_exit(caf::actor_cast<caf::actor>(summarizer), caf::exit_reason::kill);
    self->send_exit(caf::actor_cast<caf::actor>(contexts), caf::exit_reason::kill);
    summarizer = nullptr;
    contexts = nullptr;
    step();
  }

  /// The process ends as it stands, with what its model was doing, and another one begins.
  void crash() {
    end_summaries();
    model->jobs.clear();
    tree_world::crash();
    start_summaries();
  }

  void pass(std::chrono::microseconds time) {
    clock.advance(time);
    self->send(summarizer, protocol::tick_atom_v);
    tree_world::pass(std::chrono::microseconds{0});
  }

  /// Question and answer, with the round that they make.
  void talk(int rounds, const std::string& id = "s1") {
    for (int i = 0; i < rounds; ++i) {
      const auto n = std::to_string(++said_);
      protocol::append_command command;
      for (const char* role : {"user", "assistant"})
        command.messages.push_back(
            domain::decode_message({{"role", role}, {"content", role + (" " + n)}}, {}).value());
      command.rounds = 1;
      CAF_REQUIRE(append(std::move(command), id).has_value());
    }
  }

  std::vector<domain::summary> summaries(const std::string& id = "s1") {
    auto page = ask<protocol::summary_page>(protocol::summaries_atom_v, who(), ref(id),
                                            std::int64_t{0}, std::int64_t{100});
    return page ? std::move(page->items) : std::vector<domain::summary>{};
  }

  /// "1-6 text", stale ones in brackets.
  std::vector<std::string> shown(const std::string& id = "s1") {
    std::vector<std::string> lines;
    for (const auto& s : summaries(id)) {
      const auto range = std::to_string(s.from_seq) + "-" + std::to_string(s.to_seq);
      lines.push_back(s.stale ? "(" + range + ")" : range + " " + s.text);
    }
    return lines;
  }

  answer<protocol::summarize_reply> begin_summary(bool wait = true, const std::string& id = "s1") {
    protocol::summarize_command command;
    command.wait = wait;
    auto slot = begin<protocol::summarize_reply>(protocol::summarize_atom_v, who(), ref(id), command);
    step();
    return slot;
  }

  base::result<domain::erasure> blank(const std::string& name, const std::string& id = "s1") {
    return ask<domain::erasure>(protocol::blank_atom_v, who(), ref(id),
                                protocol::blank_command{name, {}, {}, {}});
  }

  void say_made(const std::string& text) {
    model->answer(text);
    step();
  }

 private:
  int said_ = 0;
};

}  // namespace parley::tests
