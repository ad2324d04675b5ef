#define CAF_SUITE node
#include <caf/test/unit_test.hpp>

#include <caf/scoped_actor.hpp>
#include <future>
#include <map>
#include <set>
#include <thread>

#include "actors/failing_entropy.hpp"
#include "parley/domain/creation.hpp"
#include "parley/parley.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "runtime/local_call.hpp"
#include "scratch_node.hpp"

// A whole node on real threads: what the deterministic tests cannot show.

using namespace parley;
using namespace parley::protocol;
using parley::tests::scratch;
using parley::tests::start;
using parley::tests::who;

namespace {

append_command message(const std::string& text) {
  append_command command;
  command.messages.push_back(
      domain::decode_message({{"role", "user"}, {"content", text}, {"message_id", text}}, {})
          .value());
  return command;
}

/// Appends, reads and passivates at random; returns what was acknowledged: text to seq.
std::map<std::string, std::int64_t> work(runtime::node& node, std::uint64_t seed, int steps) {
  testing::seeded_entropy random{seed};
  caf::scoped_actor self{node.system()};
  std::map<std::string, std::int64_t> acknowledged;
  const storage::session_ref ref{"acme", "shared"};
  std::int64_t seen = 0;
  for (int i = 0; i < steps; ++i) {
    if (random.chance(10)) {
      self->request(node.supervisor(), caf::infinite, passivate_atom_v, who(), ref)
          .receive([](const done&) {}, [](const caf::error&) {});
    } else if (random.chance(30)) {
      storage::page_request newest;
      newest.items_max = 20;
      self->request(node.supervisor(), caf::infinite, page_atom_v, who(), ref, newest)
          .receive(
              [&](const message_page& page) {
                if (page.last_seq < seen) CAF_ERROR("the head went back");
                seen = page.last_seq;
                for (std::size_t k = 1; k < page.items.size(); ++k)
                  if (page.items[k].seq != page.items[k - 1].seq + 1) CAF_ERROR("a gap in a page");
              },
              [](const caf::error& e) { CAF_ERROR(base::to_string(to_status(e))); });
    } else {
      const auto text = "w" + std::to_string(seed) + "-" + std::to_string(i);
      self->request(node.supervisor(), caf::infinite, append_atom_v, who(), ref, message(text))
          .receive([&](const append_reply& r) { acknowledged[text] = r.receipts[0].seq; },
                   [](const caf::error& e) { CAF_ERROR(base::to_string(to_status(e))); });
    }
  }
  return acknowledged;
}

}  // namespace

CAF_TEST(concurrent appends and reads see one dense history) {
  scratch folder;
  const auto uri = "sqlite:" + (folder.path / "node.db").string();
  std::vector<std::map<std::string, std::int64_t>> acknowledged(4);
  {
    auto node = start(uri);
    create_command create;
    create.request.session_id = "shared";
    create.request.participants = domain::implied_participants();
    caf::scoped_actor{node->system()}
        ->request(node->supervisor(), caf::infinite, create_atom_v, who(), create)
        .receive([](const create_reply&) {},
                 [](const caf::error& e) { CAF_FAIL(base::to_string(to_status(e))); });
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < acknowledged.size(); ++t)
      threads.emplace_back([&, t] { acknowledged[t] = work(*node, t + 1, 200); });
    for (auto& thread : threads) thread.join();
    node->stop();
  }
  auto node = start(uri);
  caf::scoped_actor self{node->system()};
  storage::page_request all;
  all.after = 0;
  all.items_max = 1000;
  std::map<std::string, std::int64_t> stored;
  self->request(node->supervisor(), caf::infinite, page_atom_v, who(),
                storage::session_ref{"acme", "shared"}, all)
      .receive(
          [&](const message_page& page) {
            std::int64_t seq = 0;
            for (const auto& m : page.items) {
              CAF_CHECK(m.seq == ++seq);
              stored[*m.content] = m.seq;
            }
          },
          [](const caf::error& e) { CAF_FAIL(base::to_string(to_status(e))); });
  std::size_t count = 0;
  for (const auto& part : acknowledged) {
    count += part.size();
    for (const auto& [text, seq] : part)
      if (stored[text] != seq) CAF_ERROR(text << " was acknowledged and is not at " << seq);
  }
  CAF_CHECK(stored.size() == count);
}

CAF_TEST(a store has one node) {
  scratch folder;
  const auto uri = "sqlite:" + (folder.path / "node.db").string();
  auto first = start(uri);
  config::settings settings;
  settings.store.uri = uri;
  auto second = runtime::node::start(settings);
  CAF_REQUIRE(!second);
  CAF_CHECK(second.error().code == base::errc::unavailable);
  first->stop();
  CAF_CHECK(runtime::node::start(settings).has_value());
}

CAF_TEST(a call without a socket gets the same answers) {
  auto node = start("memory:");
  frontends::http::transport::request request;
  request.method = "POST";
  request.target = request.path = "/v1/tenants/acme/sessions";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = R"({"session_id":"s"})";
  CAF_CHECK(runtime::call(*node, std::move(request)).status == 201);
  frontends::http::transport::request missing;
  missing.method = "GET";
  missing.target = missing.path = "/v1/tenants/acme/sessions/none";
  CAF_CHECK(runtime::call(*node, std::move(missing)).status == 404);
}

CAF_TEST(a node whose sessions fail too often says so and can be started again) {
  scratch files;
  config::settings settings;
  settings.store.uri = "sqlite:" + (files.path / "a.db").string();
  settings.log.level = "off";
  tests::failing_entropy chance;
  std::promise<base::status> told;
  auto failed = told.get_future();
  runtime::overrides replaced;
  replaced.entropy = &chance;
  replaced.failed = [&](const base::status& why) { told.set_value(why); };
  auto node = runtime::node::start(settings, replaced);
  CAF_REQUIRE(node.has_value());
  std::size_t internal = 0;
  std::size_t unavailable = 0;
  {
    caf::scoped_actor self{(*node)->system()};
    for (int i = 0; i < 51; ++i) {
      const storage::session_ref ref{"acme", "s" + std::to_string(i)};
      create_command creation;
      creation.request.session_id = ref.id;
      creation.request.participants = domain::implied_participants();
      self->request((*node)->supervisor(), caf::infinite, create_atom_v, who(), creation)
          .receive([](const create_reply&) {}, [&](const caf::error&) { ++unavailable; });
      append_command unnamed;
      unnamed.messages.push_back(
          domain::decode_message({{"role", "user"}, {"content", "x"}}, {}).value());
      chance.fail(2);
      self->request((*node)->supervisor(), caf::infinite, append_atom_v, who(), ref, unnamed)
          .receive([](const append_reply&) { CAF_ERROR("it did not fail"); },
                   [&](const caf::error& e) {
                     (to_status(e).code == base::errc::internal ? internal : unavailable) += 1;
                   });
    }
  }
  CAF_CHECK(internal == 49u || internal == 50u);
  CAF_CHECK(unavailable >= 2u);
  CAF_REQUIRE(failed.wait_for(std::chrono::seconds{10}) == std::future_status::ready);
  CAF_CHECK(failed.get().text.find("100 times") != std::string::npos);
  (*node)->stop();
  chance.fail(0);
  settings.log.level = "error";
  auto again = runtime::node::start(settings);
  CAF_CHECK(again.has_value());
}
