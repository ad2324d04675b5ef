#define CAF_SUITE history
#include <caf/test/unit_test.hpp>

#include <array>
#include <caf/scoped_actor.hpp>
#include <thread>

#include "history_check.hpp"
#include "parley/domain/creation.hpp"
#include "parley/parley.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "scratch_node.hpp"

// Many threads append to the same sessions and read them through a node on real threads; whether
// what each of them saw can be true of one list.

using namespace parley;
using namespace parley::protocol;
using parley::tests::find_contradiction;
using parley::tests::observed;

namespace {

constexpr std::size_t threads_max = 6;
constexpr std::size_t sessions_max = 3;
using histories = std::array<std::vector<observed>, sessions_max>;

std::chrono::nanoseconds now() { return std::chrono::steady_clock::now().time_since_epoch(); }

storage::session_ref ref(std::size_t i) { return {"acme", "s" + std::to_string(i)}; }

append_command batch(const std::string& name, std::uint64_t size) {
  append_command command;
  for (std::uint64_t i = 0; i < size; ++i)
    command.messages.push_back(
        domain::decode_message({{"role", "user"},
                                {"content", "text of " + name},
                                {"message_id", name + "." + std::to_string(i)}},
                               {})
            .value());
  return command;
}

class client {
 public:
  client(runtime::node& node, std::uint64_t seed)
      : node_(node), self_(node.system()), random_(seed), name_("c" + std::to_string(seed)) {}

  histories work(int steps) {
    for (int i = 0; i < steps; ++i) {
      const auto session = random_.below(sessions_max);
      if (random_.chance(5))
        ask<done>(passivate_atom_v, ref(session));
      else if (random_.chance(45))
        read(session);
      else
        append(session, name_ + "-" + std::to_string(i));
    }
    return std::move(seen_);
  }

 private:
  template <class Reply, class Atom, class... Args>
  std::optional<Reply> ask(Atom atom, Args... args) {
    std::optional<Reply> answer;
    self_->request(node_.supervisor(), caf::infinite, atom, tests::who(), std::move(args)...)
        .receive([&](Reply& r) { answer = std::move(r); },
                 [](const caf::error& e) { CAF_ERROR(base::to_string(to_status(e))); });
    return answer;
  }

  void append(std::size_t session, const std::string& name) {
    const auto command = batch(name, 1 + random_.below(3));
    observed op;
    op.began = now();
    const auto reply = ask<append_reply>(append_atom_v, ref(session), command);
    op.ended = now();
    if (!reply) return;
    for (const auto& r : reply->receipts) op.items.emplace_back(r.seq, r.message_id);
    seen_[session].push_back(op);
    if (!random_.chance(20)) return;
    // Said again it is where it was.
    const auto again = ask<append_reply>(append_atom_v, ref(session), command);
    if (!again || !again->all_known || again->receipts.front().seq != op.items.front().first)
      CAF_ERROR("a repeated append was not known");
  }

  void read(std::size_t session) {
    storage::page_request request;
    request.items_max = static_cast<std::int64_t>(1 + random_.below(30));
    if (random_.chance(50)) request.after = static_cast<std::int64_t>(random_.below(200));
    observed op;
    op.began = now();
    const auto page = ask<message_page>(page_atom_v, ref(session), request);
    op.ended = now();
    if (!page) return;
    for (const auto& m : page->items) op.items.emplace_back(m.seq, m.message_id);
    op.head = page->last_seq;
    seen_[session].push_back(std::move(op));
  }

  runtime::node& node_;
  caf::scoped_actor self_;
  testing::seeded_entropy random_;
  std::string name_;
  histories seen_;
};

std::vector<observed> of(std::initializer_list<observed> list) { return list; }

observed write(int began, int ended, std::int64_t seq, const std::string& id) {
  return {std::chrono::nanoseconds{began}, std::chrono::nanoseconds{ended}, {{seq, id}}, {}};
}
observed look(int began, int ended, std::int64_t head, const std::string& id) {
  return {std::chrono::nanoseconds{began}, std::chrono::nanoseconds{ended}, {{head, id}}, head};
}

}  // namespace

CAF_TEST(the check finds what cannot be) {
  const auto a = write(0, 10, 1, "a");
  const auto b = write(20, 30, 2, "b");
  CAF_CHECK(!find_contradiction(of({a, b, look(5, 25, 1, "a"), look(26, 40, 2, "b")})));
  // Two at once may stand in either order.
  CAF_CHECK(!find_contradiction(of({write(0, 10, 2, "b"), write(5, 12, 1, "a")})));
  CAF_CHECK(find_contradiction(of({a, write(20, 30, 1, "b")})));           // given twice
  CAF_CHECK(find_contradiction(of({a, write(20, 30, 3, "b")})));           // a hole
  CAF_CHECK(find_contradiction(of({write(0, 10, 2, "a"), write(20, 30, 1, "b")})));  // against time
  CAF_CHECK(find_contradiction(of({a, b, look(35, 40, 1, "a")})));         // stale
  CAF_CHECK(find_contradiction(of({a, b, look(12, 15, 2, "b")})));         // before it was written
  CAF_CHECK(find_contradiction(of({a, b, look(5, 25, 1, "x")})));          // another text
  // The second reader saw less than the first one.
  CAF_CHECK(find_contradiction(
      of({a, write(20, 60, 2, "b"), look(21, 25, 2, "b"), look(30, 35, 1, "a")})));
}

CAF_TEST(appends and reads of many threads are those of one list) {
  const char* scale = std::getenv("PARLEY_TEST_SCALE");
  const int steps = 150 * (scale ? std::max(1, std::atoi(scale)) : 1);
  tests::scratch folder;
  auto node = tests::start("sqlite:" + (folder.path / "node.db").string());
  for (std::size_t i = 0; i < sessions_max; ++i) {
    create_command create;
    create.request.session_id = ref(i).id;
    create.request.participants = domain::implied_participants();
    caf::scoped_actor{node->system()}
        ->request(node->supervisor(), caf::infinite, create_atom_v, tests::who(), create)
        .receive([](const create_reply&) {},
                 [](const caf::error& e) { CAF_FAIL(base::to_string(to_status(e))); });
  }
  std::array<histories, threads_max> seen;
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < threads_max; ++t)
    threads.emplace_back([&, t] { seen[t] = client{*node, t + 1}.work(steps); });
  for (auto& thread : threads) thread.join();
  node->stop();
  for (std::size_t i = 0; i < sessions_max; ++i) {
    std::vector<observed> all;
    for (const auto& one : seen) all.insert(all.end(), one[i].begin(), one[i].end());
    CAF_MESSAGE(all.size() << " operations on session " << i);
    CAF_CHECK(all.size() > 50);
    const auto bad = find_contradiction(all);
    if (bad) CAF_ERROR("session " << i << ": " << *bad);
  }
}
