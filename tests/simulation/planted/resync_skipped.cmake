# After an unknown outcome the session goes on without reading its head.
set(FILE actors/session_commit.cpp)
set(FIND "has been read again.
      load();
      return;")
set(REPLACE "has been read again.
      break;")
