#define CAF_SUITE transport_stop
#include "caf/test/unit_test.hpp"
#include "frontends/transport_support.hpp"

using namespace parley::tests;
using std::string;
using std::chrono::milliseconds;

namespace {

const string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
const string park = "GET /park HTTP/1.1\r\nHost: h\r\n\r\n";

struct fixture : test_server {
  fixture() { start(); }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(transport_stop_tests, fixture)

CAF_TEST(a stop closes idle connections and lets the running request finish) {
  auto idle = connect();
  idle.send(get);
  CAF_CHECK_EQUAL(idle.receive().status, 200);
  auto busy = connect();
  busy.send(park);
  auto waiting = parked->take();
  const auto p = port();
  std::thread stopper([this] { running->stop(milliseconds(10000)); });
  CAF_CHECK(idle.ended());
  raw_socket late(p);
  CAF_CHECK(!late.send(get) || late.receive().status == 0);
  response r;
  r.body = "finished";
  waiting.respond(std::move(r));
  const auto answer = busy.receive();
  CAF_CHECK_EQUAL(answer.body, "finished");
  CAF_CHECK_EQUAL(string(answer.header("Connection").value_or("none")), "close");
  CAF_CHECK(busy.ended());
  busy.reset();
  stopper.join();
  CAF_CHECK_EQUAL(running->connections(), 0u);
}

CAF_TEST(a stop cuts what is still running after the grace) {
  auto busy = connect();
  busy.send(park);
  auto waiting = parked->take();
  auto half = connect();
  half.send("GET /half");
  running->stop(milliseconds(30));
  CAF_CHECK(busy.ended());
  CAF_CHECK(half.ended());
  running->stop(milliseconds(30));
  running.reset();
  waiting.respond(response{});  // for nobody, and harmless
}

CAF_TEST(responders outlive the server) {
  std::vector<raw_socket> sockets;
  std::vector<parked_requests::entry> waiting;
  for (int i = 0; i < 50; ++i) {
    sockets.push_back(connect());
    sockets.back().send(park);
    waiting.push_back(parked->take());
  }
  std::thread answering([&] {
    for (auto& one : waiting) {
      response r;
      r.body = string(1000, 'x');
      one.respond(std::move(r));
    }
  });
  running.reset();
  answering.join();
  waiting.clear();
}

CAF_TEST(the handler and what it holds go with the stop) {
  running.reset();
  auto held = std::make_shared<int>(1);
  auto kept = std::make_shared<parked_requests>();
  start(
      [held, kept](request r, responder respond) { kept->park(std::move(r), std::move(respond)); });
  auto c = connect();
  c.send(get);
  auto waiting = kept->take();
  running->stop(milliseconds(0));
  CAF_CHECK_EQUAL(held.use_count(), 1);
}

CAF_TEST(many starts and stops under load) {
  for (int round = 0; round < 20; ++round) {
    running.reset();
    start();
    std::vector<raw_socket> sockets;
    for (int i = 0; i < 20; ++i) {
      sockets.push_back(connect());
      sockets.back().send(i % 2 ? get + get : "GET /big?1000000 HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    running->stop(milliseconds(round % 3));
    CAF_CHECK_EQUAL(running->connections(), 0u);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
