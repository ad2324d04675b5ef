#include "frontends/actions/ending.hpp"

#include "frontends/actions/reply.hpp"
#include "frontends/actions/types.hpp"

namespace parley::frontends::actions {

ending end_of(outcome how, base::timestamp now) {
  ending end;
  end.place = std::move(how.place);
  end.type = type_index(how.to.action_type.value_or(""));
  end.succeeded = how.result.has_value();
  if (!end.succeeded && (how.poison || !how.to.callback_queue))
    end.dead_reason = base::to_string(how.result.error());
  if (how.to.callback_queue) {
    end.callback_queue = *how.to.callback_queue;
    end.reply = write_reply(how.to, std::move(how.result), now);
  }
  return end;
}

ending without_reply(const ending& end) {
  ending silent;
  silent.place = end.place;
  silent.type = end.type;
  silent.succeeded = end.succeeded;
  silent.dead_reason = end.dead_reason;
  if (silent.dead_reason.empty())
    silent.dead_reason =
        base::to_string({base::errc::forbidden, "callback_queue_name",
                         "The callback queue may not be written by parley's user of Redis."});
  return silent;
}

}  // namespace parley::frontends::actions
