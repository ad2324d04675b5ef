# Whoever asks while a user is being erased is told when that is over, though it may have passed by
# what came until then.
set(FILE actors/courier_person.cpp)
set(FIND "            tell_waiting(run);")
set(REPLACE "            if (auto late = persons.extract({run->job.tenant, run->user}))
              for (auto& one : late.mapped()) run->waiting.push_back(std::move(one));
            tell_waiting(run);")
