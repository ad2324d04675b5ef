#include "frontends/http/api/access/concurrency.hpp"

namespace parley::frontends::http::api {

struct concurrency_limiter::held {
  std::shared_ptr<book> of;
  std::string name;

  held(std::shared_ptr<book> b, std::string n) : of(std::move(b)), name(std::move(n)) {}
  held(const held&) = delete;
  held& operator=(const held&) = delete;
  ~held() {
    const std::lock_guard lock(of->guard);
    const auto found = of->open.find(name);
    if (--found->second == 0) of->open.erase(found);
  }
};

std::optional<concurrency_limiter::place> concurrency_limiter::take(const std::string& name) {
  if (most_ == 0) return place{};
  {
    const std::lock_guard lock(book_->guard);
    auto& open = book_->open[name];
    if (open >= most_) return std::nullopt;
    ++open;
  }
  return std::make_shared<const held>(book_, name);
}

std::size_t concurrency_limiter::names() const {
  const std::lock_guard lock(book_->guard);
  return book_->open.size();
}

}  // namespace parley::frontends::http::api
