#include "frontends/http/api/access/asker.hpp"

namespace parley::frontends::http::api {

using domain::access_role;

namespace {

bool role_opens(access_role role, permission needed) {
  switch (needed) {
    case permission::anyone:
    case permission::any_key:
      return true;
    case permission::reader:
      return includes(role, access_role::reader);
    case permission::writer:
      return includes(role, access_role::writer);
    case permission::by_method:
    case permission::admin:
    case permission::keys:
      return includes(role, access_role::admin);
  }
  return false;
}

}  // namespace

std::string_view role_name(permission p) {
  for (const auto role : {access_role::reader, access_role::writer, access_role::admin})
    if (role_opens(role, p))
      return p == permission::anyone || p == permission::any_key ? "any" : to_string(role);
  return {};
}

std::string asker::name() const {
  switch (is) {
    case kind::anyone:
      return {};
    case kind::holder:
      return key.key_id;
    case kind::host:
      return "local";
    case kind::runner:
      return "operator";
  }
  return {};
}

bool asker::may(permission needed) const {
  if (is == kind::anyone || is == kind::host) return true;
  if (is == kind::holder) return role_opens(key.role, needed);
  return needed == permission::anyone || needed == permission::any_key ||
         needed == permission::keys;
}

}  // namespace parley::frontends::http::api
