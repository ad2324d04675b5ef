# A session goes on taking requests while it moves.
set(FILE actors/supervisor_moves.cpp)
set(FIND "  if (live == sessions.end()) return to.deliver(done{});")
set(REPLACE "  if (live == sessions.end() || place != pauses.end()) return to.deliver(done{});")
