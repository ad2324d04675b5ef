#include "frontends/http/api/api.hpp"

#include "frontends/http/api/access/cors.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/failure.hpp"
#include "frontends/http/api/observer.hpp"
#include "frontends/http/api/tenant.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::http::api {

using base::errc;

namespace {

constexpr std::string_view id_rule = " must have 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -";

/// The tenant and the session that a path names are legal ids.
base::result<void> check_path(const std::vector<std::string>& path) {
  if (path.size() > 2 && path[1] == "conversations" && !domain::is_id(path[2]))
    return base::fail(errc::invalid_argument, "conversation_id",
                      "A conversation id" + std::string(id_rule));
  if (path.size() < 3 || path[1] != "tenants") return {};
  if (!domain::is_id(path[2]))
    return base::fail(errc::invalid_argument, "tenant", "A tenant" + std::string(id_rule));
  if (path.size() < 4) return {};
  const std::size_t session = path[3] == "migration" ? 5 : 4;
  if (path.size() > session && path[session - 1] == "sessions" && !domain::is_id(path[session]))
    return base::fail(errc::invalid_argument, "session_id", "A session id" + std::string(id_rule));
  return {};
}

transport::response refuse_method(const transport::request& request, const std::string& allow) {
  auto answer =
      request.method == "OPTIONS"
          ? transport::response{}
          : failure(request, {errc::method_not_allowed, "",
                              "The route does not take this method. Allowed: " + allow + "."});
  if (request.method == "OPTIONS") answer.status = 204;
  answer.headers.emplace_back("Allow", allow);
  return answer;
}

transport::response no_route(const transport::request& request) {
  return failure(request, {errc::not_found, "", "There is no such route; see /openapi.json."});
}

/// A request that is answered is not open any more, also when the client asks again before this call
/// is gone. One that goes on as a stream is.
void give_back_at_answer(const std::shared_ptr<call>& c) {
  if (!c->from.place_of_key && !c->from.place_of_tenant) return;
  auto inner = std::make_shared<transport::responder>(std::move(c->respond));
  c->respond = {[inner, of = std::weak_ptr(c)](transport::response answer) {
                  const auto held = of.lock();
                  if (held && !answer.stream && !answer.socket)
                    held->from.place_of_key = held->from.place_of_tenant = nullptr;
                  (*inner)(std::move(answer));
                },
                c->request.request_id};
}

base::result<void> prepare(call& c) {
  if (auto legal = check_path(c.path); !legal) return legal;
  auto query = read_query(*c.to, c.request.query);
  if (!query) return base::fail(query.error());
  c.query = std::move(*query);
  if (auto legal = check_content_type(*c.to, c.request); !legal) return legal;
  c.caller.tenant = tenant_of(c.request, c.path, c.from);
  c.caller.principal = c.from.name();
  c.caller.request_id = c.request.request_id;
  c.caller = c.renewed_caller();
  return {};
}

}  // namespace

api::api(options given) {
  if (!given.door) given.door = std::make_shared<door>(door_options{}, given.clock);
  options_ = std::make_shared<const options>(std::move(given));
}

void api::handle(transport::request request, transport::responder respond) const {
  auto answer = with_cors(request, options_->door->rules, std::move(respond));
  run(std::move(request), std::move(answer), way::network);
}

void api::handle_local(transport::request request, transport::responder respond) const {
  run(std::move(request), std::move(respond), way::local);
}

void api::run(transport::request request, transport::responder respond, way came) const {
  auto path = transport::split_path(request.path);
  const auto found = path ? find_route(request.method, *path) : match{};
  const auto watch = observe(options_, found.hit, request, respond);
  if (!path) return respond(failure(request, path.error()));
  // It has no key: browsers ask before they send one.
  if (!found.hit && !found.allow.empty() && is_preflight(request))
    return respond(preflight_answer(request, options_->door->rules, found.allow));
  asker who{asker::kind::host};
  if (came == way::network) {
    auto let_in = options_->door->let_in(request, found.hit, *path);
    if (!let_in) return respond(failure(request, let_in.error()));
    who = std::move(*let_in);
  }
  if (!found.hit)
    return respond(found.allow.empty() ? no_route(request) : refuse_method(request, found.allow));
  const auto c = std::make_shared<call>();
  c->node = options_;
  c->to = found.hit;
  c->request = std::move(request);
  c->respond = std::move(respond);
  c->path = std::move(*path);
  c->from = std::move(who);
  if (watch) watch->follow(c);
  guarded(c, [&] {
    auto legal = prepare(*c);
    if (legal && came == way::network) legal = c->node->door->grow(c->caller.tenant, c->to->adds);
    c->respond = options_->door->audited(c->request, *c->to, c->from, c->caller.tenant,
                                         std::move(c->respond));
    give_back_at_answer(c);
    if (!legal) return fail(*c, legal.error());
    c->to->run(c);
  });
}

base::result<std::int64_t> api::admit(const transport::request& head) const {
  const bool brings = head.header("Transfer-Encoding") || head.header("Content-Length").value_or("0") != "0";
  if (brings)
    if (auto who = options_->door->rules.identify(head); !who) return base::fail(who.error());
  constexpr std::string_view tenants = "/v1/tenants/";
  constexpr std::string_view import = "/import";
  const std::string_view path = head.path;
  const bool imports = head.method == "POST" && path.starts_with(tenants) &&
                       path.ends_with(import) &&
                       path.find('/', tenants.size()) == path.size() - import.size();
  return imports ? options_->limits.import_bytes : options_->limits.body_bytes;
}

}  // namespace parley::frontends::http::api
