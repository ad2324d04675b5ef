#include "frontends/http/api/access/door.hpp"

#include "frontends/http/transport/problem.hpp"

namespace parley::frontends::http::api {

using base::errc;

namespace {

base::status too_fast(std::string whose, std::int64_t wait_ms) {
  return {errc::rate_limited, "", "Too many requests of this " + std::move(whose) + ".", wait_ms};
}

base::status too_many_open(const std::string& whose) {
  constexpr std::int64_t wait_ms = 1000;
  return {errc::rate_limited, "", "Too many requests and streams of this " + whose + " are open.",
          wait_ms};
}

/// An act on a whole tenant that changes something, or takes everything out of it.
bool is_administrative(const route& to) {
  const auto permission = needed(to);
  if (permission != permission::admin && permission != permission::keys) return false;
  return to.method != "GET" || to.operation == "exportTenant";
}

bool is_of_tenant(const std::vector<std::string>& path) {
  return path.size() > 2 && path[1] == "tenants";
}

telemetry::audit_event act(const transport::request& request, const route& to, const asker& who,
                           const std::string& tenant) {
  return {std::string(to.operation), tenant,       request.path, who.name(),
          request.peer,              request.request_id};
}

/// Who shares what a tenant may: its keys, or an address without the port, which a client changes as it
/// likes.
std::string sharers(const asker& who, const std::string& tenant, const std::string& peer) {
  return who.is == asker::kind::holder ? "t " + tenant : "a " + peer.substr(0, peer.rfind(':'));
}

std::string kind_of_sharers(const asker& who) {
  return who.is == asker::kind::holder ? "tenant" : "address";
}

}  // namespace

permission needed(const route& to) {
  if (to.needs != permission::by_method) return to.needs;
  return to.method == "GET" ? permission::reader : permission::writer;
}

door::door(door_options given, const base::clock& clock)
    : rules(std::move(given.access), clock),
      clock_(clock),
      keys_(given.key_requests_s),
      tenants_(given.tenant_requests_s),
      open_of_keys_(given.key_connections),
      open_of_tenants_(given.tenant_connections),
      quotas_(given.tenant_quota, std::move(given.usage)),
      audit_(std::move(given.audit)) {}

base::result<asker> door::let_in(const transport::request& request, const route* to,
                                 const std::vector<std::string>& path) {
  const bool reads = request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
  if (auto same = rules.check_site(request, !reads); !same) return base::fail(same.error());
  if (to && needed(*to) == permission::anyone) return asker{};
  auto who = rules.identify(request);
  if (!who) return who;
  const auto& tenant = is_of_tenant(path) ? path[2] : who->key.tenant;
  auto open = check(*who, to, tenant);
  if (open) open = pace(*who, tenant, request.peer);
  if (open) open = seat(*who, tenant, request.peer);
  if (open) return who;
  if (to && is_administrative(*to))
    telemetry::note_act(audit_.get(), act(request, *to, *who, tenant),
                        transport::http_status(open.error().code), clock_.now());
  return base::fail(open.error());
}

base::result<void> door::check(const asker& who, const route* to, const std::string& tenant) {
  if (who.is == asker::kind::holder && tenant != who.key.tenant)
    return base::fail(errc::forbidden, "", "The key is one of another tenant.");
  if (!to || who.may(needed(*to))) return {};
  return base::fail(errc::forbidden, "",
                    who.is == asker::kind::holder
                        ? "A key of the role " + std::string(to_string(who.key.role)) +
                              " may not do this."
                        : std::string("The operator's token is for keys and the node only."));
}

base::result<void> door::pace(const asker& who, const std::string& tenant,
                              const std::string& peer) {
  const auto now = clock_.monotonic();
  if (who.is == asker::kind::holder)
    if (const auto wait = keys_.take(who.key.key_id, now); wait > 0)
      return base::fail(too_fast("key", wait));
  const auto wait = tenants_.take(sharers(who, tenant, peer), now);
  if (wait > 0) return base::fail(too_fast(kind_of_sharers(who), wait));
  return {};
}

base::result<void> door::seat(asker& who, const std::string& tenant, const std::string& peer) {
  if (who.is == asker::kind::holder) {
    auto place = open_of_keys_.take(who.key.key_id);
    if (!place) return base::fail(too_many_open("key"));
    who.place_of_key = std::move(*place);
  }
  auto place = open_of_tenants_.take(sharers(who, tenant, peer));
  if (!place) return base::fail(too_many_open(kind_of_sharers(who)));
  who.place_of_tenant = std::move(*place);
  return {};
}

transport::responder door::audited(const transport::request& request, const route& to,
                                   const asker& who, const std::string& tenant,
                                   transport::responder respond) const {
  if (!is_administrative(to)) return respond;
  auto what = act(request, to, who, tenant);
  auto inner = std::make_shared<transport::responder>(std::move(respond));
  return {[inner, what = std::move(what), log = audit_, &clock = clock_](transport::response answer) {
            telemetry::note_act(log.get(), what, answer.status, clock.now());
            (*inner)(std::move(answer));
          },
          request.request_id};
}

}  // namespace parley::frontends::http::api
