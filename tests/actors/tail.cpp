#define CAF_SUITE tail
#include "actors/tail.hpp"

#include <caf/test/unit_test.hpp>

#include "parley/testing/seeded_entropy.hpp"

using namespace parley;

namespace {

domain::message text(std::int64_t seq, std::size_t length) {
  domain::message m;
  m.seq = seq;
  m.message_id = "id" + std::to_string(seq);
  m.content = std::string(length, 'x');
  return m;
}

/// What the page must be, from the whole history.
std::vector<std::int64_t> expected(std::int64_t upto, const storage::page_request& request) {
  std::vector<std::int64_t> seqs;
  for (std::int64_t seq = 1; seq <= upto; ++seq)
    if (seq > request.after.value_or(0) && seq < request.before.value_or(upto + 1))
      seqs.push_back(seq);
  const auto keep = static_cast<std::size_t>(request.items_max);
  if (seqs.size() > keep) {
    if (request.after)
      seqs.resize(keep);
    else
      seqs.erase(seqs.begin(), seqs.end() - request.items_max);
  }
  return seqs;
}

}  // namespace

CAF_TEST(a page is right or left to the store) {
  int answered = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    testing::seeded_entropy random{seed};
    actors::tail newest{static_cast<std::int64_t>(random.below(12)), 1 << 20};
    const auto count = static_cast<std::int64_t>(random.below(20));
    for (std::int64_t seq = 1; seq <= count; ++seq) newest.push(text(seq, 3));
    storage::page_request request;
    request.upto = count;
    request.items_max = 1 + static_cast<std::int64_t>(random.below(8));
    if (random.chance(50))
      request.after = static_cast<std::int64_t>(random.below(22));
    else if (random.chance(50))
      request.before = static_cast<std::int64_t>(random.below(22));
    const auto page = newest.page(request);
    if (!page) continue;
    ++answered;
    std::vector<std::int64_t> seqs;
    for (const auto& m : *page) seqs.push_back(m.seq);
    if (seqs != expected(count, request)) CAF_ERROR("seed " << seed);
  }
  CAF_CHECK(answered > 1000);
}

CAF_TEST(bytes bound the tail and the page) {
  actors::tail newest{100, 10000};
  for (std::int64_t seq = 1; seq <= 50; ++seq) newest.push(text(seq, 1000));
  CAF_CHECK(newest.bytes() <= 10000);
  CAF_CHECK(newest.size() > 3);
  storage::page_request request;
  request.upto = 50;
  request.items_max = 5;
  request.bytes_max = 2500;
  CAF_CHECK(newest.page(request)->back().seq == 50);
  CAF_CHECK(newest.page(request)->size() < 3);
  request.bytes_max = 1;
  CAF_CHECK(newest.page(request)->size() == 1u);
}

CAF_TEST(a message is found by seq and by id) {
  actors::tail newest{10, 10000};
  for (std::int64_t seq = 1; seq <= 20; ++seq) newest.push(text(seq, 3));
  CAF_CHECK(newest.find("20")->seq == 20);
  CAF_CHECK(newest.find("id15")->seq == 15);
  CAF_CHECK(newest.find("3") == nullptr);
  CAF_CHECK(newest.find("id3") == nullptr);
}
