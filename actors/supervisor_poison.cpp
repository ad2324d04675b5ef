#include "actors/poison.hpp"
#include "actors/supervisor.hpp"
#include "parley/telemetry/log.hpp"
#include "parley/telemetry/meters.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

base::status poisonous(const std::string& what_became, const std::string& field = "") {
  return {errc::internal, field,
          "This request made its session fail twice and was not carried out; " + what_became};
}

}  // namespace

void supervisor_state::set_aside(const storage::session_ref& ref, std::string payload,
                                 told answer) {
  storage::job letter;
  letter.kind = storage::job_kind::poison;
  letter.state = storage::job_state::dead;
  letter.tenant = ref.tenant;
  letter.session_id = ref.id;
  letter.payload = std::move(payload);
  letter.attempts = rule.poison_crashes;
  letter.created_at = env->clock->now();
  if (const auto f = failures.find(ref); f != failures.end()) letter.reason = f->second.what;
  storage::submission what;
  what.jobs = storage::job_changes{{std::move(letter)}, {}, {}};
  const auto failed = [ref, answer](const base::status& why) {
    telemetry::log(telemetry::severity::error, "poisonous request was lost",
                   {{"tenant", ref.tenant}, {"session", ref.id}, {"reason", why.text}});
    answer(poisonous("it could not be set aside: " + why.text));
  };
  self->request<caf::message_priority::high>(peers.writer, caf::infinite, submit_atom_v,
                                             caller{ref.tenant, {}, {}, {}}, std::move(what))
      .then(
          [this, ref, answer, failed](const commit_reply& r) {
            if (r.outcome.kind != storage::commit::committed || r.outcome.jobs.empty())
              return failed(r.outcome.error);
            env->meters->count_job(static_cast<std::size_t>(storage::job_kind::poison),
                                   telemetry::job_end::dead);
            const auto id = std::to_string(r.outcome.jobs.front());
            telemetry::log(telemetry::severity::error, "poisonous request was set aside",
                           {{"tenant", ref.tenant}, {"session", ref.id}, {"dead_letter", id}});
            answer(poisonous("it was set aside as dead letter " + id + ".", letter_field));
          },
          [failed](const caf::error& e) { failed(to_status(e)); });
}

void supervisor_state::retry(const caller& who, storage::job letter, reply<done> to) {
  if (letter.kind != storage::job_kind::poison)
    return to.fail({errc::invalid_argument, "", "Only a poisonous request is retried like this."});
  auto command = read_poison(self->system(), letter.payload);
  if (!command) return to.fail(command.error());
  auto waits = std::make_shared<reply<done>>(std::move(to));
  const storage::session_ref ref{letter.tenant, letter.session_id};
  const auto finished = [waits] { waits->deliver(done{}); };
  const auto refused = [waits](const caf::error& e) { waits->fail(to_status(e)); };
  const supervisor_actor here{self};
  // From the front door: with a clean mark, and in turn with whatever else there is for the
  // session.
  std::visit(
      [&](auto& c) {
        using kind = std::decay_t<decltype(c)>;
        // The letter may be taken up again before its removal is written.
        if (!c.once)
          c.once = storage::idempotency{std::string{"letter-"}.append(std::to_string(letter.id)),
                                        "requeue", base::digest_of(letter.payload)};
        if constexpr (std::is_same_v<kind, create_command>) {
          if (!c.restored) c.request.session_id = ref.id;
          self->request(here, caf::infinite, create_atom_v, who, std::move(c))
              .then([finished](const create_reply&) { finished(); }, refused);
        } else if constexpr (std::is_same_v<kind, append_command>) {
          self->request(here, caf::infinite, append_atom_v, who, ref, std::move(c))
              .then([finished](const append_reply&) { finished(); }, refused);
        } else if constexpr (std::is_same_v<kind, change_command>) {
          self->request(here, caf::infinite, change_atom_v, who, ref, std::move(c))
              .then([finished](const change_reply&) { finished(); }, refused);
        } else {
          self->request(here, caf::infinite, turn_atom_v, who, ref, std::move(c))
              .then([finished](const turn_reply&) { finished(); }, refused);
        }
      },
      *command);
}

}  // namespace parley::actors
