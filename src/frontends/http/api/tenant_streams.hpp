#pragma once

#include "frontends/http/api/route.hpp"

namespace parley::frontends::http::api {

// events.cpp: what happens in all sessions of a tenant, see handlers.hpp.
void stream_tenant(const call_ptr& c);
void open_tenant_socket(const call_ptr& c);

}  // namespace parley::frontends::http::api
