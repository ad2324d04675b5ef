# A session goes on with what it has while it moves.
set(FILE actors/supervisor_moves.cpp)
set(FIND "  hold(live);")
set(REPLACE "  place->second.held->deliver(done{});")
