# A user's erasing leaves the questions that wait in turns.
set(FILE actors/courier_person.cpp)
set(FIND "if (!found.asked.empty()) return forget_asked(run, std::move(found.asked), after);")
set(REPLACE "")
