# Who closes or erases a session does not look for those below it that are in the archive.
set(FILE actors/session_tree.cpp)
set(FIND "            tree.nodes.size() > 1 ? children_first() : nobody_below();")
set(REPLACE "            (void)tree, nobody_below();")
