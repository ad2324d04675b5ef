#include "actors/timeline_reader.hpp"

#include <utility>

#include "parley/protocol/errors.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

template <class T, class F>
caf::result<T> answer(F read) {
  try {
    base::result<T> value = read();
    if (!value) return to_error(value.error());
    return std::move(*value);
  } catch (const std::exception& e) {
    telemetry::log(telemetry::severity::error, "read failed", {{"what", e.what()}});
    return to_error({errc::internal, "", "The store failed while it read this."});
  }
}

}  // namespace

timeline_actor::behavior_type timeline_reader(timeline_reader_pointer self, environment_ptr env,
                                              std::shared_ptr<storage::read_access> access) {
  auto& state = self->state;
  self->gate.bound(env->limits.reader_queue, env->limits.tenant_share_percent);
  state.env = std::move(env);
  state.store = std::move(*access);
  return {
      [&state](start_atom, const caller& who, const start_request& wanted) {
        return answer<storage::timeline_start>(
            [&] { return storage::find_start(*state.store.log, who.tenant, wanted.from); });
      },
      [&state](timeline_atom, const caller& who, storage::timeline_request& wanted) {
        wanted.tenant = who.tenant;
        return answer<storage::timeline_page>(
            [&] { return storage::read_timeline(*state.store.log, wanted); });
      },
  };
}

}  // namespace parley::actors
