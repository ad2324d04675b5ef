# A child's report that its parent does not take at once is forgotten.
set(FILE actors/courier.cpp)
set(FIND "              const auto why = to_status(e);
              failed(job, why, domain::judge(why, job.attempts + 1));
            });
}

void courier_state::retry")
set(REPLACE "              if (e) over(job);
            });
}

void courier_state::retry")
