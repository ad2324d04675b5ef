#include "frontends/actions/ending.hpp"

#include "frontends/actions/reply.hpp"

namespace parley::frontends::actions {

ending end_of(const outcome& how, base::timestamp now) {
  ending end;
  end.place = how.place;
  if (how.to.callback_queue) {
    end.callback_queue = *how.to.callback_queue;
    end.reply = write_reply(how.to, how.result, now);
  }
  if (!how.result && (how.poison || !how.to.callback_queue))
    end.dead_reason = base::to_string(how.result.error());
  return end;
}

}  // namespace parley::frontends::actions
