# What a session promised to do to its subtree is struck off when it begins, not when it is done.
set(FILE actors/courier_cascade.cpp)
set(FIND "  walk(run);
}")
set(REPLACE "  storage::submission done_already;
  done_already.jobs = storage::job_changes{{}, {}, {job.id}};
  self->request(peers.writer, caf::infinite, submit_atom_v, internal(\"\"), std::move(done_already))
      .then([this, run](const commit_reply&) { walk(run); },
            [this, run](const caf::error&) { let_go(run->job.id); });
}")
