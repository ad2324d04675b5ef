# What arrives while a session goes to rest activates another one beside it.
set(FILE actors/supervisor.cpp)
set(FIND "    auto& e = find_or_activate(ref);
    if (!e.held)")
set(REPLACE "    if (const auto place = sessions.find(ref); place != sessions.end() && place->second.held)
      forget(place);
    auto& e = find_or_activate(ref);
    if (!e.held)")
