#pragma once

#include <functional>

#include "frontends/http/api/call.hpp"
#include "parley/domain/change.hpp"

namespace parley::frontends::http::api {

/// How a change is answered: the record after it, whether it changed anything, and whether it is
/// the answer of an earlier request with the same Idempotency-Key.
using change_answer = void (*)(call& c, const domain::session_view& view, bool changed,
                               bool replayed);

/// Applies the change to the session of the path, under the call's If-Match and Idempotency-Key.
void change_record(const call_ptr& c, domain::record_change change, change_answer reply);

/// 200 with the record.
void reply_with_record(call& c, const domain::session_view& view, bool changed, bool replayed);

}  // namespace parley::frontends::http::api
