#define CAF_SUITE pressure
#include "actors/world.hpp"

// Full queues: what does not fit is answered `overloaded` with a hint and changes nothing; what was
// accepted is carried out.

using namespace parley;
using namespace parley::protocol;
using base::errc;

namespace {

struct pressed_world : tests::world {
  caller of(const std::string& tenant) {
    auto who_asks = who();
    who_asks.tenant = tenant;
    return who_asks;
  }

  answer<append_reply> begin_append_of(const std::string& tenant, const std::string& id,
                                       append_command command) {
    return begin<append_reply>(append_atom_v, of(tenant), storage::session_ref{tenant, id},
                               std::move(command));
  }

  void create_of(const std::string& tenant, const std::string& id) {
    CAF_CHECK(ask<create_reply>(create_atom_v, of(tenant), creation(id)).has_value());
  }

  template <class Reply>
  static std::size_t refused(const std::vector<answer<Reply>>& all) {
    std::size_t n = 0;
    for (const auto& one : all) {
      CAF_REQUIRE(*one);
      if (tests::code_of(**one) != errc::overloaded) continue;
      CAF_CHECK((*one)->error().retry_after_ms > 0);
      ++n;
    }
    return n;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(pressure_tests, pressed_world)

CAF_TEST(the mailbox of a session is bounded) {
  env->mailbox = 5;
  create();
  std::vector<answer<domain::session_view>> all;
  for (int i = 0; i < 12; ++i) all.push_back(begin<domain::session_view>(get_atom_v, who(), ref()));
  step();
  CAF_CHECK(refused(all) == 7u);
  // It counted down: the same number fits again.
  all.clear();
  for (int i = 0; i < 5; ++i) all.push_back(begin<domain::session_view>(get_atom_v, who(), ref()));
  step();
  CAF_CHECK(refused(all) == 0u);
}

CAF_TEST(a full mailbox does not keep a session from going to rest) {
  env->mailbox = 2;
  create();
  std::vector<answer<domain::session_view>> all;
  for (int i = 0; i < 4; ++i) all.push_back(begin<domain::session_view>(get_atom_v, who(), ref()));
  auto rest = begin<done>(passivate_atom_v, who(), ref());
  step();
  CAF_CHECK(refused(all) == 2u);
  CAF_CHECK((*rest)->has_value());
  CAF_CHECK(live() == 0u);
}

CAF_TEST(the writer counts what lies in its mailbox too) {
  for (const auto* id : {"a", "b", "c", "d"}) create(id);
  const auto size = say({std::string(1000, 'x')}).messages[0].bytes();
  const auto two = static_cast<std::int64_t>(2 * size + size / 2 + 2000);
  actors::bound_mailbox<actors::writer_state>(writer, two, 100);
  std::vector<answer<append_reply>> all;
  for (const auto* id : {"a", "b", "c", "d"})
    all.push_back(begin_append(say({std::string(1000, 'x')}), id));
  const auto before = script->submissions();
  step();
  const auto taken = script->submissions() - before;
  CAF_CHECK(taken >= 1u);
  CAF_CHECK(taken < 4u);
  CAF_CHECK(refused(all) == 4u - taken);
  // The sessions that were refused go on, and so does the writer.
  for (const auto* id : {"a", "b", "c", "d"}) {
    CAF_CHECK(append(say({"y"}), id).has_value());
    CAF_CHECK(get(id).has_value());
  }
}

CAF_TEST(a tenant cannot fill the writer for others) {
  for (int i = 0; i < 8; ++i) create_of("noisy", "n" + std::to_string(i));
  create_of("quiet", "q");
  const auto command = say({std::string(1000, 'x')});
  const auto each = static_cast<std::int64_t>(command.messages[0].bytes()) + 1000;
  actors::bound_mailbox<actors::writer_state>(writer, 8 * each, 50);
  std::vector<answer<append_reply>> noisy;
  for (int i = 0; i < 8; ++i)
    noisy.push_back(begin_append_of("noisy", "n" + std::to_string(i), command));
  auto quiet = begin_append_of("quiet", "q", command);
  step();
  const auto shut_out = refused(noisy);
  CAF_CHECK(shut_out > 0u);
  CAF_CHECK(shut_out < 8u);
  CAF_CHECK((*quiet)->has_value());
}

CAF_TEST(the queue of a reader is bounded and fair between tenants) {
  actors::bound_mailbox<actors::reader_state>(slow, 8, 50);
  std::vector<answer<storage::session_page>> noisy;
  for (int i = 0; i < 12; ++i)
    noisy.push_back(
        begin<storage::session_page>(list_atom_v, of("noisy"), storage::session_query{}));
  std::vector<answer<storage::session_page>> quiet;
  for (int i = 0; i < 4; ++i)
    quiet.push_back(
        begin<storage::session_page>(list_atom_v, of("quiet"), storage::session_query{}));
  step();
  CAF_CHECK(refused(noisy) == 8u);
  CAF_CHECK(refused(quiet) == 0u);
}

CAF_TEST(the supervisor is bounded and still takes what its sessions tell it) {
  actors::bound_mailbox<actors::supervisor_state>(supervisor, 4, 100);
  create();
  std::vector<answer<domain::session_view>> all;
  for (int i = 0; i < 6; ++i) all.push_back(begin<domain::session_view>(get_atom_v, who(), ref()));
  // Its mailbox fills before it runs.
  while (!sched.jobs.empty()) {
    auto& jobs = sched.jobs;
    for (auto& job : jobs)
      if (job != nullptr) break;
    if (jobs.size() > 1) std::rotate(jobs.begin(), jobs.begin() + 1, jobs.end());
    sched.try_run_once();
  }
  step();
  CAF_CHECK(refused(all) <= 2u);
  CAF_CHECK(live() == 1u);
}

CAF_TEST(a chore of a session is written while the writer is full) {
  create();
  turn_command command;
  command.what = begin_turn{say({"?"}).messages[0], {}, domain::when_busy::enqueue};
  const auto turn = ask<turn_reply>(turn_atom_v, who(), ref(), command);
  CAF_REQUIRE(turn.has_value());
  const auto turn_id = turn->turn.turn.turn_id;
  command.what = add_chunks{turn_id, 0, {"text"}};
  CAF_REQUIRE(ask<turn_reply>(turn_atom_v, who(), ref(), command).has_value());
  actors::bound_mailbox<actors::writer_state>(writer, 1, 100);
  // Something waits in the writer already when the session puts its draft away.
  create_of("other", "o");
  auto blocks = begin_append_of("other", "o", say({"x"}));
  auto rest = begin<done>(passivate_atom_v, who(), ref());
  step();
  CAF_CHECK((*blocks)->has_value());
  CAF_CHECK((*rest)->has_value());
  const auto found = ask<domain::turn_view>(find_turn_atom_v, who(), ref(), turn_id);
  CAF_REQUIRE(found.has_value());
  CAF_CHECK(found->turn.state == domain::turn_state::running);
  CAF_CHECK(found->turn.draft.text == "text");
}

CAF_TEST_FIXTURE_SCOPE_END()
