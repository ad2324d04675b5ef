#include "frontends/http/api/event_source.hpp"

#include "frontends/gateway/ask.hpp"

namespace parley::frontends::http::api {

void event_source::next(std::function<void(part)> done) {
  gateway::ask<protocol::event_batch>(
      subscription_->node().system, subscription_->node().feed,
      [done = std::move(done), door = subscription_->node().door, from = from_,
       form = form_](base::result<protocol::event_batch> batch) {
        // Whoever follows comes back with the last id, and is told then what is the matter.
        if (!batch || batch->over || !door->rules.holds(from)) return done(std::nullopt);
        std::string text;
        for (const auto& d : batch->items) write_sse(text, d, form);
        done(std::move(text));
      },
      protocol::pull_atom_v, subscription_->id());
}

void write_sse(std::string& into, const protocol::delivery& d, cursor_form form) {
  into += "id: ";
  into += std::to_string(d.cursor);
  into += "\nevent: ";
  into += to_string(d.what->type);
  into += "\ndata: ";
  into += write_event(d, form);
  into += "\n\n";
}

}  // namespace parley::frontends::http::api
