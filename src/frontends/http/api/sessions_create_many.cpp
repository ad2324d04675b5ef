#include <mutex>
#include <set>

#include "frontends/gateway/bodies.hpp"
#include "frontends/http/api/sessions_create.hpp"
#include "frontends/http/transport/problem.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

/// Creations that are under way at once: enough for a group commit, little for the queues.
constexpr std::size_t in_flight_max = 64;

/// The array form, worked off with a window of requests. Answers come on many threads; each one
/// hands its place in the window to the next creation.
class creations : public std::enable_shared_from_this<creations> {
 public:
  creations(call_ptr c, std::size_t count) : call_(std::move(c)), items_(count) {}

  void add(std::size_t index, base::result<domain::session_request> request) {
    if (request)
      waiting_.emplace_back(index, std::move(*request));
    else
      items_[index] = refused(request.error());
  }

  void run() {
    if (waiting_.empty()) return answer();
    left_ = waiting_.size();
    for (const auto& [index, request] : waiting_)
      if (request.session_id) open_.insert(*request.session_id);
    std::unique_lock guard(mutex_);
    start();
  }

 private:
  static json refused(const base::status& why) {
    return {{"status", transport::http_status(why.code)}, {"error", gateway::encode(why)}};
  }

  /// Whether it must wait for its parent: one before it that has not been answered. Its own id does
  /// not count, it is refused as such.
  bool is_early(const domain::session_request& request) const {
    const auto& parent = request.parent_session_id;
    return parent && started_.contains(*parent) && open_.contains(*parent) &&
           parent != request.session_id;
  }

  /// With the lock, so that two creations of one id keep the order of the array.
  void start() {
    while (next_ < waiting_.size() && in_flight_ < in_flight_max &&
           !is_early(waiting_[next_].second)) {
      auto [index, request] = std::move(waiting_[next_++]);
      ++in_flight_;
      const auto id = request.session_id.value_or("");
      started_.insert(id);
      gateway::ask<protocol::create_reply>(
          call_->node->system, call_->node->supervisor,
          [self = shared_from_this(), index = index, id](base::result<protocol::create_reply> r) {
            self->done(index, id, std::move(r));
          },
          protocol::create_atom_v, call_->caller,
          protocol::create_command{std::move(request), {}, std::nullopt});
    }
  }

  void done(std::size_t index, const std::string& id, base::result<protocol::create_reply> r) {
    guarded(call_, [&] {
      auto item =
          r ? json{{"status", r->existed ? 200 : 201}, {"session", domain::encode(r->session)}}
            : refused(r.error());
      bool last = false;
      {
        std::lock_guard guard(mutex_);
        items_[index] = std::move(item);
        last = --left_ == 0;
        --in_flight_;
        open_.erase(id);
        start();
      }
      if (last) offload(*call_->node, [self = shared_from_this()] { self->answer(); });
    });
  }

  void answer() { send(*call_, 200, {{"items", std::move(items_)}}); }

  call_ptr call_;
  std::vector<std::pair<std::size_t, domain::session_request>> waiting_;
  std::mutex mutex_;  // guards what follows
  std::vector<json> items_;
  std::size_t next_ = 0;
  std::size_t left_ = 0;
  std::size_t in_flight_ = 0;
  std::set<std::string> started_;  ///< ids
  std::set<std::string> open_;     ///< ids that have no answer yet
};

}  // namespace

void create_many_sessions(const call_ptr& c, const json& list, const std::string& parent) {
  if (c->request.header("Idempotency-Key"))
    return fail(*c, {errc::invalid_argument, "Idempotency-Key",
                     "Idempotency-Key is for the creation of one session. Give every session of an "
                     "array its session_id instead; repeating the array is safe then."});
  const auto most = c->node->limits.batch_sessions;
  if (list.size() > static_cast<std::size_t>(most))
    return fail(*c, {errc::too_large, "body",
                     "An array may create at most " + std::to_string(most) + " sessions."});
  auto work = std::make_shared<creations>(c, list.size());
  for (std::size_t i = 0; i < list.size(); ++i) work->add(i, read_creation(*c, list[i], parent));
  work->run();
}

}  // namespace parley::frontends::http::api
