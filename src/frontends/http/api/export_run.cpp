#include "frontends/http/api/export_run.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::size_t part_bytes = 65536;  ///< parts are given away from this size on
constexpr std::int64_t page_sessions = 100;
constexpr std::int64_t page_messages = 500;
constexpr std::int64_t page_summaries = 100;
constexpr std::int64_t page_bytes_max = 1048576;

class run_body final : public transport::body_source {
 public:
  explicit run_body(std::shared_ptr<export_run> run) : run_(std::move(run)) {}
  void next(std::function<void(part)> done) override { run_->next(std::move(done)); }

 private:
  std::shared_ptr<export_run> run_;
};

}  // namespace

std::unique_ptr<transport::body_source> body_of(std::shared_ptr<export_run> run) {
  return std::make_unique<run_body>(std::move(run));
}

storage::session_query export_run::query_of(const call& c) {
  storage::session_query query;
  query.tenant = c.caller.tenant;
  query.oldest_first = true;
  query.items_max = page_sessions;
  query.rows_examined_max = c.node->limits.page_rows_examined;
  return query;
}

export_run::export_run(call_ptr c, export_form form, storage::session_page first)
    : call_(std::move(c)), writer_(form), page_(std::move(first)) {
  writer_.header(out_, call_->caller.tenant, call_->node->clock.now());
}

void export_run::next(done give) {
  give_ = std::move(give);
  offload(*call_->node, [self = shared_from_this()] { self->advance(); });
}

void export_run::advance() {
  while (out_.size() < part_bytes) {
    if (!open_.id.empty()) {
      if (read_upto_ < last_seq_) return read_history();
      if (summaries_from_) return read_summaries();
      writer_.close(out_);
      open_.id.clear();
    } else if (index_ < page_.items.size()) {
      const auto& session = page_.items[index_++];
      open_ = {call_->caller.tenant, session.record.session_id};
      read_upto_ = 0;
      last_seq_ = session.at.last_seq;
      if (writer_.takes_summaries() && last_seq_ > 0) summaries_from_ = 0;
      writer_.open(out_, session);
    } else if (page_.next) {
      return read_sessions();
    } else {
      if (!std::exchange(ended_, true)) writer_.end(out_);
      break;
    }
  }
  give();
}

void export_run::give() {
  auto give = std::exchange(give_, nullptr);
  auto part = std::exchange(out_, {});
  if (part.empty()) return give(std::nullopt);
  if (!ended_) writer_.give_away(part);
  give(std::move(part));
}

template <class Reply, class Then, class... Args>
void export_run::fetch(Then then, Args... args) {
  const auto& node = *call_->node;
  gateway::ask<Reply>(
      node.system, node.supervisor,
      [self = shared_from_this(), then](base::result<Reply> reply) {
        auto kept = std::make_shared<base::result<Reply>>(std::move(reply));
        offload(*self->call_->node, [self, then, kept] {
          if (!*kept && !self->skips(kept->error()))
            return std::exchange(self->give_, nullptr)(base::fail(kept->error()));
          if (!*kept) return self->advance();
          then(*self, std::move(**kept));
          self->advance();
        });
      },
      std::move(args)...);
}

bool export_run::skips(const base::status& why) {
  // It was erased since the list was read.
  const bool gone = why.code == base::errc::erased || why.code == base::errc::not_found;
  if (!gone || !summaries_from_ || read_upto_ < last_seq_) return false;
  summaries_from_.reset();
  return true;
}

void export_run::read_history() {
  storage::page_request request;
  request.after = read_upto_;
  request.upto = last_seq_;
  request.items_max = page_messages;
  request.bytes_max = page_bytes_max;
  fetch<protocol::message_page>(
      [](export_run& run, const protocol::message_page& page) {
        run.writer_.messages(run.out_, page.items);
        // An empty page ends the session: its messages are gone since the list was read.
        run.read_upto_ = page.items.empty() ? run.last_seq_ : page.items.back().seq;
      },
      protocol::history_atom_v, call_->renewed_caller(), open_, request);
}

void export_run::read_summaries() {
  fetch<protocol::summary_page>(
      [](export_run& run, const protocol::summary_page& page) {
        run.writer_.summaries(run.out_, page.items);
        *run.summaries_from_ += page_summaries;
        if (!page.more) run.summaries_from_.reset();
      },
      protocol::summaries_atom_v, call_->renewed_caller(), open_, *summaries_from_,
      page_summaries);
}

void export_run::read_sessions() {
  auto query = query_of(*call_);
  query.after = page_.next;
  fetch<storage::session_page>(
      [](export_run& run, storage::session_page page) {
        run.page_ = std::move(page);
        run.index_ = 0;
      },
      protocol::list_atom_v, call_->renewed_caller(), std::move(query));
}

}  // namespace parley::frontends::http::api
