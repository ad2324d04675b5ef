#include "commands.hpp"

namespace parley::tools {

namespace {

void nothing(boost::program_options::options_description&) {}

constexpr std::size_t any_number = static_cast<std::size_t>(-1);

}  // namespace

const std::vector<command>& commands() {
  static const std::vector<command> table = {
      {"serve", "", "run the server until SIGINT or SIGTERM; SIGHUP reads its certificate again", 0,
       0, nothing, run_serve},
      {"import", "FILE...", "read conversations from JSON Lines; - is stdin", 1, any_number,
       nothing, run_import},
      {"export", "", "write every conversation of a tenant as JSON Lines", 0, 0, describe_export,
       run_export},
      {"sessions", "", "list sessions, newest first", 0, 0, describe_sessions, run_sessions},
      {"show", "SESSION", "show a session and its newest messages", 1, 1, describe_show, run_show},
      {"tail", "SESSION", "print a session's messages as they come", 1, 1, describe_tail, run_tail},
      {"context", "SESSION", "print the messages of the next model call, within a budget of tokens",
       1, 1, describe_context, run_context},
      {"summaries", "SESSION", "print what was summarized of a session, or have a summary made", 1,
       1, describe_summaries, run_summaries},
      {"search", "WORD...", "find messages by their words, the newest first", 1, any_number,
       describe_search, run_search},
      {"erase", "SESSION", "erase a session, one of its messages or a user, for good", 1, 1,
       describe_erase, run_erase},
      {"letters", "[LETTER]", "look at work that was given up, requeue or remove it", 0, 1,
       describe_letters, run_letters},
      {"retention", "", "show or replace the rules by which sessions are erased, or try them", 0, 0,
       describe_retention, run_retention},
      {"migrate", "", "move sessions into the archive, or look after a server's loop that does", 0,
       0, describe_migrate, run_migrate},
      {"keys", "create|list|revoke [KEY]", "make, list or revoke the API keys of a tenant", 1, 2,
       describe_keys, run_keys},
      {"stats", "", "count sessions, messages and tokens", 0, 0, describe_stats, run_stats},
      {"doctor", "", "check a store that no server has open, and repair it", 0, 0, describe_doctor,
       run_doctor},
      {"backup", "DESTINATION", "copy a store, also while a server has it open", 1, 1, nothing,
       run_backup},
      {"config", "", "print the effective settings and where each comes from", 0, 0,
       describe_config, run_config},
  };
  return table;
}

base::result<std::unique_ptr<api>> open_api(const invocation& from, creates missing) {
  return from.server ? connect_server(*from.server, from.access)
                     : open_store(from.settings, missing);
}

}  // namespace parley::tools
