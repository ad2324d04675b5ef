# A session is erased by a rule though it was used since that was decided.
set(FILE actors/session_erase.cpp)
set(FIND "if (idle_since && ")
set(REPLACE "if (idle_since && request.who.tenant.empty() && ")
