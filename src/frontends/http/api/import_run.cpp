#include "frontends/http/api/import_run.hpp"

#include "frontends/gateway/bodies.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::line_kind;

namespace {

class run_body final : public transport::body_source {
 public:
  explicit run_body(std::shared_ptr<import_run> run) : run_(std::move(run)) {}
  void next(std::function<void(part)> done) override { run_->next(std::move(done)); }

 private:
  std::shared_ptr<import_run> run_;
};

/// What is wrong with the store or its load, not with the line.
bool ends_all(errc code) {
  return code == errc::unavailable || code == errc::overloaded || code == errc::rate_limited ||
         code == errc::timeout || code == errc::unknown_outcome;
}

}  // namespace

import_run::import_run(call_ptr c)
    : call_(std::move(c)), source_(call_->request.body), spoke_(call_->node->clock.monotonic()) {}

void import_run::resume() {
  offload(*call_->node,
          [self = shared_from_this()] { guarded(self->call_, [&] { self->work(); }); });
}

void import_run::work() {
  const auto& limits = call_->node->limits;
  for (;;) {
    if (yields()) return;
    const bool must_send = opening_ || at_end_ || summary_ || (target_ && target_->full(limits));
    if (must_send && target_ && !target_->empty()) return send();
    if (summary_ && target_->is_refused()) {
      summary_.reset();
      refuse_summary({errc::conflict, "", "The messages before it were not taken."});
      continue;
    }
    if (summary_) return send_summary();
    if (opening_) return open();
    if (at_end_) {
      finish_target();
      return finish(std::optional<std::string>{gateway::to_body(report_.encode())});
    }
    const auto text = source_.next();
    report_.lines = source_.number();
    if (text)
      take(read_import_line(*text, call_->caller.tenant, limits));
    else
      at_end_ = true;
  }
}

void import_run::take(import_line line) {
  const bool begins = line.kind == line_kind::chat || line.kind == line_kind::session ||
                      line.kind == line_kind::session_file;
  if (line.broken) {
    report_.refuse(source_.number(), *line.broken);
    report_.refused_sessions += begins ? 1 : 0;
    report_.refused_messages += line.kind == line_kind::message ? 1 : 0;
    report_.refused_summaries += line.kind == line_kind::summary ? 1 : 0;
    // What follows a session that cannot be read must not end up in the one before it.
    if (begins) {
      opening_line_ = source_.number();
      opening_ = std::move(line);
    }
  } else if (line.kind == line_kind::header) {
    source_.begin_digest();
  } else if (line.kind == line_kind::end) {
    check_end(line);
  } else if (line.kind == line_kind::summary) {
    take_summary(std::move(line));
  } else if (!begins && target_ && target_->takes_lines() &&
             (line.session_id.empty() || line.session_id == target_->id())) {
    target_->push(std::move(line.messages.front()), source_.number(), report_);
  } else if (!begins && line.session_id.empty()) {
    ++report_.refused_messages;
    report_.refuse(source_.number(), {errc::invalid_argument, "session_id",
                                      "A message must name its session_id or follow a session."});
  } else {
    opening_line_ = source_.number();
    opening_ = std::move(line);
  }
}

void import_run::check_end(const import_line& line) {
  const auto digest = source_.end_digest();
  if (digest && *digest != line.sha256)
    report_.refuse(source_.number(),
                   {errc::invalid_argument, "sha256",
                    "The lines since the header are not those that were exported."});
}

void import_run::open() {
  finish_target();
  if (opening_->broken) {
    // Counted where its line was read; here only what follows it.
    target_ = import_target::refused("", opening_line_, false);
    opening_.reset();
    return resume();
  }
  if (opening_->create)
    return fetch<protocol::create_reply>(
        [](import_run& run, base::result<protocol::create_reply> r) {
          if (!r) return run.opened(base::fail(r.error()), false);
          run.opened(std::move(r->session), r->existed);
        },
        protocol::create_atom_v, call_->renewed_caller(), std::move(*opening_->create));
  fetch<domain::session_view>(
      [](import_run& run, base::result<domain::session_view> r) { run.opened(std::move(r), true); },
      protocol::get_atom_v, call_->renewed_caller(),
      storage::session_ref{call_->caller.tenant, opening_->session_id});
}

void import_run::opened(base::result<domain::session_view> session, bool existed) {
  auto line = std::move(*opening_);
  opening_.reset();
  const bool counted = line.kind != line_kind::message;
  if (session) {
    target_.emplace(line.session_id, opening_line_, line.restoring, counted, existed,
                    session->at.last_seq);
  } else {
    report_.refuse(opening_line_, session.error());
    target_ = import_target::refused(line.session_id, opening_line_, counted);
  }
  for (auto& m : line.messages) target_->push(std::move(m), opening_line_, report_);
}

void import_run::send() {
  auto command = target_->next_chunk(call_->node->limits);
  fetch<protocol::append_reply>(
      [](import_run& run, const base::result<protocol::append_reply>& r) {
        if (r)
          run.target_->acknowledged(r->receipts, run.report_);
        else
          run.target_->refused(r.error(), run.report_);
      },
      protocol::append_atom_v, call_->renewed_caller(),
      storage::session_ref{call_->caller.tenant, target_->id()}, std::move(command));
}

void import_run::take_summary(import_line line) {
  summary_line_ = source_.number();
  const bool follows = target_ && (line.session_id.empty() || line.session_id == target_->id());
  if (follows && !target_->is_refused())
    summary_ = std::move(line.summary);
  else
    refuse_summary({errc::invalid_argument, "session_id",
                    "A summary must follow the session that it is of, and its messages."});
}

void import_run::refuse_summary(const base::status& why) {
  ++report_.refused_summaries;
  report_.refuse(summary_line_, why);
}

void import_run::send_summary() {
  const storage::session_ref ref{call_->caller.tenant, target_->id()};
  if (!summary_is_new_)
    // Importing a file again changes nothing.
    return fetch<domain::summary>(
        [](import_run& run, const base::result<domain::summary>& r) {
          run.summary_is_new_ = !r;
          if (!r) return;
          ++run.report_.known_summaries;
          run.summary_before_ = std::exchange(run.summary_, std::nullopt);
        },
        protocol::summary_atom_v, call_->renewed_caller(), ref, summary_->summary_id);
  summary_is_new_ = false;
  protocol::apply_summary command;
  command.order.made = *std::exchange(summary_, std::nullopt);
  if (link_of(summary_before_, command.order.made) == domain::summary_link::again)
    command.order.replaces = summary_before_->summary_id;
  command.characters = -1;
  fetch<domain::summary>(
      [](import_run& run, const base::result<domain::summary>& r) {
        if (!r) return run.refuse_summary(r.error());
        ++run.report_.summaries;
        run.summary_before_ = *r;
      },
      protocol::apply_atom_v, call_->renewed_caller(), ref, std::move(command));
}

template <class Reply, class Then, class... Args>
void import_run::fetch(Then then, Args... args) {
  const auto& node = *call_->node;
  gateway::ask<Reply>(
      node.system, node.supervisor,
      [self = shared_from_this(), then](base::result<Reply> reply) {
        auto kept = std::make_shared<base::result<Reply>>(std::move(reply));
        offload(*self->call_->node, [self, then, kept] {
          guarded(self->call_, [&] {
            if (!*kept && ends_all(kept->error().code))
              return self->finish(base::fail(kept->error()));
            then(*self, std::move(*kept));
            self->work();
          });
        });
      },
      std::move(args)...);
}

void import_run::finish_target() {
  if (target_) target_->finish(report_);
  target_.reset();
  summary_before_.reset();
}

bool import_run::yields() {
  const auto now = call_->node->clock.monotonic();
  if (now - spoke_ < std::chrono::milliseconds{call_->node->limits.request_ms / 3}) return false;
  spoke_ = now;
  if (std::exchange(begun_, true)) {
    std::exchange(give_, nullptr)(std::optional<std::string>{" "});
    return true;
  }
  transport::response answer;
  answer.content_type = json_type;
  answer.stream = std::make_unique<run_body>(shared_from_this());
  auto respond = std::move(call_->respond);
  respond(std::move(answer));
  return true;
}

void import_run::next(std::function<void(transport::body_source::part)> give) {
  if (last_sent_) return give(std::nullopt);
  give_ = std::move(give);
  resume();
}

void import_run::finish(transport::body_source::part last) {
  if (begun_) {
    last_sent_ = true;
    return std::exchange(give_, nullptr)(std::move(last));
  }
  if (!last) return fail(*call_, last.error());
  transport::response answer;
  answer.content_type = json_type;
  answer.body = std::move(**last);
  call_->respond(std::move(answer));
}

}  // namespace parley::frontends::http::api
