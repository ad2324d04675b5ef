#include "actors/use_order.hpp"

#include <utility>

namespace parley::actors {

void use_order::append(usage& u, std::chrono::microseconds now) {
  u.used = now;
  order_.push_back(u);
  if (unasked_ == order_.end()) unasked_ = order_.iterator_to(u);
}

void use_order::unlink(usage& u) {
  if (!u.choosable()) return;
  const auto place = order_.iterator_to(u);
  if (unasked_ == place) ++unasked_;
  order_.erase(place);
}

void use_order::answered(usage& u) {
  if (std::exchange(u.asked, false)) --asked_;
}

void use_order::add(usage& u, const storage::session_ref& ref, std::chrono::microseconds now) {
  u.ref = &ref;
  bytes_ += u.bytes;
  append(u, now);
}

void use_order::remove(usage& u) {
  unlink(u);
  answered(u);
  bytes_ -= u.bytes;
  if (u.cool) --cool_;
  if (!u.leaving) return;
  --leaving_;
  leaving_bytes_ -= u.bytes;
}

void use_order::use(usage& u, std::chrono::microseconds now) {
  u.used = now;
  if (!u.choosable()) return;
  unlink(u);
  append(u, now);
}

void use_order::set_aside(usage& u) { unlink(u); }

void use_order::take_back(usage& u, std::chrono::microseconds now) {
  if (u.leaving) return;
  unlink(u);
  append(u, now);
}

void use_order::leave(usage& u) {
  unlink(u);
  if (std::exchange(u.leaving, true)) return;
  ++leaving_;
  leaving_bytes_ += u.bytes;
}

void use_order::weighed(usage& u, std::int64_t bytes, bool cool, std::chrono::microseconds now) {
  const bool refused = u.asked && !cool;
  answered(u);
  bytes_ += bytes - u.bytes;
  if (u.leaving) leaving_bytes_ += bytes - u.bytes;
  u.bytes = bytes;
  if (cool != u.cool) cool ? ++cool_ : --cool_;
  u.cool = cool;
  if (refused) use(u, now);
}

usage* use_order::next_to_cool(std::chrono::microseconds limit) {
  // One that was used while it was asked comes again; its answer is on the way.
  while (unasked_ != order_.end() && unasked_->used <= limit) {
    auto& u = *unasked_++;
    if (u.asked || u.cool) continue;
    u.asked = true;
    ++asked_;
    return &u;
  }
  return nullptr;
}

usage* use_order::next_to_rest(std::chrono::microseconds limit) {
  return order_.empty() || order_.front().used > limit ? nullptr : &order_.front();
}

}  // namespace parley::actors
