#pragma once

#include <string>

namespace parley::tools {

/// Tells the service manager that started this process how it stands (`READY=1`), as systemd's
/// sd_notify(3) describes it: a datagram to the socket that NOTIFY_SOCKET names. Does nothing where
/// there is none, and waits for nobody: a state that cannot be told is lost.
void tell_service_manager(const std::string& state);

/// That it reads its files again: the moment goes with it, by which systemd knows what comes later.
void tell_service_manager_of_reload();

}  // namespace parley::tools
