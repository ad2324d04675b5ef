# Of several messages none goes when the first one was erased before by itself.
set(FILE src/storage/memory/blank.cpp)
set(FIND "  const auto history = segments_of(sessions.at(key_of.at(ref)).log);")
set(REPLACE "  if (known != receipts.end()) return known->second.receipt;
  const auto history = segments_of(sessions.at(key_of.at(ref)).log);")
