#include "frontends/actions/remedy.hpp"

namespace parley::frontends::actions {

remedy remedy_for(const redis::failure& refused, bool answers) {
  // Of the keys of an ending only the callback queue comes from outside. What is forbidden without
  // it may be allowed again by an operator.
  if (refused.code() == "NOPERM") return answers ? remedy::silence : remedy::put_off;
  return refused.is_temporary() ? remedy::wait : remedy::put_off;
}

}  // namespace parley::frontends::actions
