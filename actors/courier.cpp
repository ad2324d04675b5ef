#include "actors/courier.hpp"

#include "actors/poison.hpp"
#include "parley/domain/report.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

constexpr std::int64_t read_max = 128;        ///< jobs read at once
constexpr std::size_t under_way_max = 64;     ///< jobs worked on at once

caller internal(const std::string& tenant) { return {tenant, "courier", "", {}}; }

}  // namespace

void courier_state::look() {
  if (looking) {
    look_again = true;
    return;
  }
  const auto now = env->clock->monotonic();
  if (now < paused_until) return arm(paused_until - now);
  looking = true;
  self->request(peers.reader, caf::infinite, due_atom_v, internal(""), read_max)
      .then([this](storage::due_jobs& due) { found(std::move(due)); },
            [this](const caf::error&) {
              looking = look_again = false;
              pause();
            });
}

void courier_state::found(storage::due_jobs due) {
  looking = false;
  for (auto& job : due.items)
    if (known.insert(job.id).second) ready.push_back(std::move(job));
  if (due.next)
    arm(std::max(std::chrono::microseconds{0},
                 std::chrono::duration_cast<std::chrono::microseconds>(*due.next -
                                                                       env->clock->now())));
  begin_ready();
  if (std::exchange(look_again, false)) look();
}

void courier_state::begin_ready() {
  while (!ready.empty() && known.size() - ready.size() < under_way_max) {
    const auto job = std::move(ready.front());
    ready.pop_front();
    begin(job);
  }
}

void courier_state::begin(const storage::job& job) {
  switch (job.kind) {
    case storage::job_kind::deliver:
      return deliver(job);
    case storage::job_kind::cascade:
      return cascade(job);
    case storage::job_kind::purge:
    case storage::job_kind::blank:
      return purge(job);
    case storage::job_kind::person:
      return person(job);
    case storage::job_kind::poison:
      return retry(job);
    default:
      return failed(job, {errc::not_implemented, "", "Nobody here does work of this kind."},
                    domain::retry_verdict::give_up);
  }
}

void courier_state::deliver(const storage::job& job) {
  auto report = domain::read_report(job.payload, env->limits);
  if (!report) return failed(job, report.error(), domain::retry_verdict::give_up);
  append_command command;
  command.messages.push_back(std::move(report->entry));
  command.reported = true;
  self->request(peers.supervisor, caf::infinite, append_atom_v, internal(job.tenant),
                storage::session_ref{job.tenant, report->parent}, std::move(command))
      .then([this, job](const append_reply&) { over(job); },
            [this, job](const caf::error& e) {
              const auto why = to_status(e);
              failed(job, why, domain::judge(why, job.attempts + 1));
            });
}

void courier_state::retry(const storage::job& job) {
  self->request(peers.supervisor, caf::infinite, retry_atom_v, internal(job.tenant), job)
      .then([this, job](const done&) { over(job); },
            [this, job](const caf::error& e) {
              const auto why = to_status(e);
              // One that fails its session again lies in a new letter.
              if (why.field == letter_field) return over(job);
              failed(job, why, domain::retry_verdict::give_up);
            });
}

void courier_state::over(const storage::job& job) {
  change({{}, {}, {job.id}}, job, telemetry::job_end::done);
}

void courier_state::ended(const storage::job& job, telemetry::job_end how) {
  env->meters->count_job(static_cast<std::size_t>(job.kind), how);
}

void courier_state::failed(storage::job job, const base::status& why,
                           domain::retry_verdict verdict) {
  ++job.attempts;
  job.reason = base::to_string(why);
  if (verdict == domain::retry_verdict::later) {
    job.not_before =
        env->clock->now() + domain::retry_delay(job.attempts, env->entropy->next());
  } else {
    job.state = storage::job_state::dead;
    telemetry::log(telemetry::severity::warning, "dead letter",
                   {{"tenant", job.tenant},
                    {"session", job.session_id},
                    {"kind", std::string{to_string(job.kind)}},
                    {"reason", job.reason}});
  }
  change({{}, {job}, {}}, job,
         job.state == storage::job_state::dead ? telemetry::job_end::dead
                                               : telemetry::job_end::retried);
}

void courier_state::change(storage::job_changes changes, const storage::job& job,
                           telemetry::job_end how) {
  storage::submission what;
  what.jobs = std::move(changes);
  self->request(peers.writer, caf::infinite, submit_atom_v, internal(""), std::move(what))
      .then(
          [this, job, how](const commit_reply& answer) {
            // What was not written is done again: everything here can be repeated.
            if (answer.outcome.kind == storage::commit::committed) {
              store_failures = 0;
              ended(job, how);
            } else {
              pause();
            }
            let_go(job.id);
          },
          [this, id = job.id](const caf::error&) {
            pause();
            let_go(id);
          });
}

void courier_state::let_go(std::int64_t id) {
  known.erase(id);
  begin_ready();
  if (ready.empty() && known.size() <= under_way_max / 2) look();
}

void courier_state::pause() {
  const auto delay = domain::retry_delay(++store_failures, env->entropy->next());
  paused_until = env->clock->monotonic() + delay;
  arm(delay);
}

void courier_state::arm(std::chrono::microseconds in) {
  const auto now = env->clock->monotonic();
  const auto delay =
      std::max(std::chrono::milliseconds{1}, std::chrono::ceil<std::chrono::milliseconds>(in));
  if (next_tick && *next_tick > now && *next_tick <= now + delay) return;
  next_tick = now + delay;
  self->send(peers.clock, arm_atom_v, delay, ticked_actor{self});
}

void courier_state::settle_letter(const caller& who, letter_command command,
                                  reply<storage::job> to) {
  auto waits = std::make_shared<reply<storage::job>>(std::move(to));
  const auto refused = [waits](const caf::error& e) { waits->fail(to_status(e)); };
  self->request(peers.reader, caf::infinite, letter_atom_v, who, command.id)
      .then(
          [this, command, waits, refused](const storage::job& letter) {
            storage::submission what;
            auto& changes = what.jobs.emplace();
            if (command.requeue) {
              changes.put.push_back(letter);
              changes.put.back().state = storage::job_state::waiting;
              changes.put.back().attempts = 0;
              changes.put.back().not_before = env->clock->now();
            } else {
              changes.remove.push_back(letter.id);
            }
            self->request(peers.writer, caf::infinite, submit_atom_v, internal(""),
                          std::move(what))
                .then(
                    [this, letter, waits](const commit_reply& answer) {
                      if (answer.outcome.kind != storage::commit::committed)
                        return waits->fail(answer.outcome.error);
                      waits->deliver(letter);
                      look();
                    },
                    refused);
          },
          refused);
}

courier_actor::behavior_type courier(courier_actor::stateful_pointer<courier_state> self,
                                     environment_ptr env, courier_peers peers) {
  auto& state = self->state;
  state.env = std::move(env);
  state.peers = std::move(peers);
  self->send(self, wake_atom_v);
  return {
      [self, &state](person_atom, const caller& who, const std::string& user) {
        reply<domain::erasure> answer{self->make_response_promise<domain::erasure>()};
        state.ask_person(who, user, std::move(answer));
        return caf::delegated<domain::erasure>{};
      },
      [self, &state](letter_atom, const caller& who, const letter_command& command) {
        reply<storage::job> answer{self->make_response_promise<storage::job>()};
        state.settle_letter(who, command, std::move(answer));
        return caf::delegated<storage::job>{};
      },
      [&state](wake_atom) {
        if (state.ready.empty()) state.look();
      },
      [&state](tick_atom) {
        state.next_tick.reset();
        if (state.ready.empty()) state.look();
      },
  };
}

}  // namespace parley::actors
