// The smallest host application: a node in this process, one session, one message, read back.
#include <caf/scoped_actor.hpp>
#include <iostream>
#include <parley/parley.hpp>

using namespace parley;

namespace {

int failures = 0;

void failed(const caf::error& error) {
  std::cerr << "failed: " << caf::to_string(error) << '\n';
  ++failures;
}

void check(bool ok, const char* what) {
  if (ok) return;
  std::cerr << "not so: " << what << '\n';
  ++failures;
}

}  // namespace

int main() {
  config::settings settings;
  settings.store.uri = "memory:";
  auto node = runtime::node::start(settings);
  if (!node) {
    std::cerr << base::to_string(node.error()) << '\n';
    return 1;
  }
  const auto request = domain::decode_session_request({{"session_id", "hello"}}, settings.limits);
  const auto message =
      domain::decode_append({{"role", "user"}, {"content", "good morning"}}, settings.limits);
  check(request && message, "requests are legal");

  const protocol::caller caller{"default", "consumer", "1", {}};
  const storage::session_ref session{"default", "hello"};
  {
    caf::scoped_actor self{(*node)->system()};
    const auto& supervisor = (*node)->supervisor();
    protocol::create_command create;
    create.request = *request;
    self->request(supervisor, caf::infinite, protocol::create_atom_v, caller, create)
        .receive([](const protocol::create_reply& r) { check(!r.existed, "the session is new"); },
                 failed);
    protocol::append_command append;
    append.messages = message->messages;
    self->request(supervisor, caf::infinite, protocol::append_atom_v, caller, session, append)
        .receive(
            [](const protocol::append_reply& r) {
              check(r.receipts.size() == 1 && r.receipts[0].seq == 1, "the message got seq 1");
            },
            failed);
    storage::page_request newest;
    self->request(supervisor, caf::infinite, protocol::page_atom_v, caller, session, newest)
        .receive(
            [](const protocol::message_page& page) {
              check(page.items.size() == 1 && page.items[0].content == "good morning",
                    "the message is read back");
            },
            failed);
  }
  (*node)->stop();
  if (failures == 0) std::cout << "consumer: ok\n";
  return failures == 0 ? 0 : 1;
}
