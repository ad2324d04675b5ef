#include "actors/context.hpp"

#include "parley/context/count_cache.hpp"
#include "parley/context/counters.hpp"
#include "parley/context/estimates.hpp"
#include "parley/telemetry/meters.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

/// Messages of one page: a budget of some thousand tokens is filled by one or two.
constexpr std::int64_t page_messages = 64;
constexpr std::int64_t page_bytes = 1'048'576;

base::status too_late() { return {base::errc::timeout, "", "The deadline has passed."}; }

}  // namespace

void context_state::build(const caller& who, const storage::session_ref& ref,
                          context_command command, read_reply<context::context_view> to) {
  auto r = std::make_shared<run>(run{who, 0, 0, nullptr, std::nullopt, std::move(to),
                                     env->clock->monotonic()});
  self->request(reader, caf::infinite, window_atom_v, who, ref)
      .then(
          [this, r, command = std::move(command)](window_facts& facts) {
            begin(r, command, std::move(facts));
          },
          [r](const caf::error& e) { r->to.fail(to_status(e)); });
}

std::shared_ptr<const context::counter> context_state::counter_for(const std::string& model) const {
  if (!env->tokens) return std::make_shared<const context::characters_counter>();
  auto found = env->tokens->for_model(model);
  // Estimates are faster than the look-up.
  if (!found->exact() || !env->counted) return found;
  return std::make_shared<const context::cached_counter>(std::move(found), env->counted);
}

void context_state::begin(const run_ptr& r, context_command command, window_facts facts) {
  r->log = facts.log;
  r->last_seq = facts.session.at.last_seq;
  r->counter = counter_for(command.model);
  context::view_source source;
  source.session_prompt = std::move(facts.session.record.system_prompt);
  source.participants = std::move(facts.session.record.participants);
  if (auto& s = facts.summary)
    source.summary = {std::move(s->summary_id), std::move(s->text), s->to_seq};
  source.last_seq = r->last_seq;
  source.first = std::move(facts.first);
  source.prior = std::move(facts.prior);
  r->view.emplace(std::move(command.view), std::move(source), *r->counter);
  go_on(r);
}

void context_state::go_on(const run_ptr& r) {
  if (expired(r->who, *env->clock)) return r->to.fail(too_late());
  const auto before = r->view->wants_before();
  if (!before) {
    auto made = r->view->finish();
    if (!made) return r->to.fail(made.error());
    env->meters->context_us.record((env->clock->monotonic() - r->since).count());
    return r->to.deliver(std::move(*made));
  }
  storage::page_request wanted;
  wanted.before = *before;
  wanted.upto = r->last_seq;
  wanted.items_max = page_messages;
  wanted.bytes_max = page_bytes;
  self->request(reader, caf::infinite, page_atom_v, r->who, r->log, wanted)
      .then(
          [this, r](const message_page& page) {
            r->view->add_page(page.items);
            go_on(r);
          },
          [r](const caf::error& e) { r->to.fail(to_status(e)); });
}

context_actor::behavior_type context_builder(context_actor::stateful_pointer<context_state> self,
                                             environment_ptr env, reader_actor reader) {
  auto& state = self->state;
  state.env = std::move(env);
  state.reader = std::move(reader);
  return {
      [self, &state](context_atom, const caller& who, const storage::session_ref& ref,
                     context_command& command) -> caf::result<context::context_view> {
        state.build(who, ref, std::move(command),
                    read_reply<context::context_view>{
                        self->make_response_promise<context::context_view>()});
        return caf::delegated<context::context_view>{};
      },
  };
}

}  // namespace parley::actors
