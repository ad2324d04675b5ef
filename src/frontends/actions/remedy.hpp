#pragma once

#include "redis/failure.hpp"

namespace parley::frontends::actions {

/// What is done with an action whose ending Redis refused; nothing of it was done.
enum class remedy {
  silence,  ///< its callback queue may be the cause: at once again, as a dead letter
  put_off,  ///< this one goes again a little later, the others go on
  wait,     ///< Redis can end none now: all go again, in their order
};

/// `answers`: the refused ending was to push a reply.
remedy remedy_for(const redis::failure& refused, bool answers);

}  // namespace parley::frontends::actions
