#include "frontends/actions/front.hpp"

namespace parley::frontends::actions {

front::front(const options& opts)
    : runner_(std::make_shared<runner>(opts)), taker_(std::make_unique<taker>(opts, runner_)) {}

front::~front() { stop(std::chrono::milliseconds{0}); }

void front::stop(std::chrono::milliseconds within) {
  if (!taker_) return;
  taker_->stop();
  runner_->stop(within);
  taker_->release();
  taker_.reset();
}

front_status front::status() const {
  front_status now{taker_->state(), taker_->trouble(), runner_->count()};
  if (now.trouble.empty()) now.trouble = runner_->trouble();
  return now;
}

}  // namespace parley::frontends::actions
