#include "million.hpp"

#include <algorithm>
#include <vector>

namespace parley::benchmarks::million {
namespace {

/// A number below `words`, the n-th about 1/n as often as the first, as in real text.
class zipf {
 public:
  explicit zipf(std::size_t words) {
    double sum = 0;
    for (std::size_t i = 0; i < words; ++i)
      bounds_.push_back(sum += 1.0 / static_cast<double>(i + 1));
  }
  std::int64_t operator()(random_source& random) const {
    const auto at = std::uniform_real_distribution<>{0, bounds_.back()}(random);
    return std::lower_bound(bounds_.begin(), bounds_.end(), at) - bounds_.begin();
  }

 private:
  std::vector<double> bounds_;
};

const zipf words{50000};
const zipf characters{3000};

std::string han_letter(random_source& random) {
  const auto c = 0x4e00 + static_cast<int>(characters(random));
  return {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
          static_cast<char>(0x80 | (c & 63))};
}

}  // namespace

std::int64_t any_word(random_source& random) { return words(random); }

std::string latin(random_source& random, int n) {
  std::string t;
  for (int i = 0; i < n; ++i) t += (i ? " w" : "w") + std::to_string(any_word(random));
  return t;
}

std::string han(random_source& random, int n) {
  std::string t;
  for (int i = 0; i < n; ++i) t += han_letter(random);
  return t;
}

std::string name(std::int64_t i) { return "s" + std::to_string(i); }
std::string tenant(std::int64_t i) {
  return i % 20 ? "big" : "small" + std::to_string(i / 20 % 50);
}

domain::session record(std::int64_t i, const domain::session& model, random_source& random) {
  auto r = model;
  r.tenant_id = tenant(i);
  r.session_id = r.session_key = name(i);
  r.created_at += std::chrono::milliseconds{i};
  r.touched_at = r.created_at;
  r.user_id = "user" + std::to_string(random() % 50000);
  r.conversation_id = i % 4 == 0 ? "talk" + std::to_string(i / 40) : r.session_id;
  r.status = static_cast<domain::session_status>(i % 10 == 0 ? 1 : i % 97 == 0 ? 2 : 0);
  if (i % 8 == 7) {
    r.parent_session_id = r.root_session_id = name(i - 7);
    r.depth = 1;
  }
  r.metadata["n"] = i % 1000;
  r.metadata["team"] = "team" + std::to_string(i % 100000);
  return r;
}

std::string text(std::int64_t i, random_source& random) {
  return i % 10 ? latin(random, i % 2 ? 25 : 10) : han(random, 20);
}

}  // namespace parley::benchmarks::million
