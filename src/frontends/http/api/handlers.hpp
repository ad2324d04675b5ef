#pragma once

#include "frontends/http/api/route.hpp"

namespace parley::frontends::http::api {

// The handlers of the route table, by file. Each answers its call, now or later.

// sessions_create.cpp, sessions_create_many.cpp, sessions_list.cpp, sessions_record.cpp
void create_sessions(const call_ptr& c);
void list_sessions(const call_ptr& c);
void get_session(const call_ptr& c);
void patch_session(const call_ptr& c);
void close_session(const call_ptr& c);
void reopen_session(const call_ptr& c);
void passivate_session(const call_ptr& c);
void get_session_summary(const call_ptr& c);

// participants.cpp
void list_participants(const call_ptr& c);
void join_participant(const call_ptr& c);
void leave_participant(const call_ptr& c);

// metadata.cpp
void get_all_metadata(const call_ptr& c);
void get_metadata(const call_ptr& c);
void put_metadata(const call_ptr& c);
void delete_metadata(const call_ptr& c);

// messages_append.cpp, messages_read.cpp
void append_messages(const call_ptr& c);
void list_messages(const call_ptr& c);
void get_message(const call_ptr& c);

// turns.cpp
void begin_turn(const call_ptr& c);
void list_turns(const call_ptr& c);
void get_turn(const call_ptr& c);
void add_turn_chunks(const call_ptr& c);
void complete_turn(const call_ptr& c);
void cancel_turn(const call_ptr& c);
void fail_turn(const call_ptr& c);

// rounds.cpp
void note_round(const call_ptr& c);

// context.cpp, summaries.cpp
void get_context(const call_ptr& c);
void post_context(const call_ptr& c);
void summarize_session(const call_ptr& c);
void list_summaries(const call_ptr& c);
void get_summary(const call_ptr& c);

// branches.cpp
void fork_session(const call_ptr& c);
void compare_sessions(const call_ptr& c);
void get_prior(const call_ptr& c);

// agent_messages.cpp
void append_agent_message(const call_ptr& c);

// trees.cpp
void create_children(const call_ptr& c);
void list_children(const call_ptr& c);
void get_tree(const call_ptr& c);
void archive_session(const call_ptr& c);

// erase.cpp
void erase_session(const call_ptr& c);
void erase_message(const call_ptr& c);
void erase_user(const call_ptr& c);

// search.cpp, statistics.cpp, retention.cpp
void search_messages(const call_ptr& c);
void get_statistics(const call_ptr& c);
void get_retention(const call_ptr& c);
void put_retention(const call_ptr& c);
void dry_run_retention(const call_ptr& c);

// migration.cpp
void get_migration(const call_ptr& c);
void start_migration(const call_ptr& c);
void stop_migration(const call_ptr& c);
void migrate_session(const call_ptr& c);

// letters.cpp
void list_letters(const call_ptr& c);
void get_letter(const call_ptr& c);
void requeue_letter(const call_ptr& c);
void delete_letter(const call_ptr& c);

// export.cpp, import.cpp
void export_tenant(const call_ptr& c);
void import_lines(const call_ptr& c);

// events.cpp
void stream_session(const call_ptr& c);
void open_session_socket(const call_ptr& c);

// keys.cpp
void create_key(const call_ptr& c);
void list_keys(const call_ptr& c);
void revoke_key(const call_ptr& c);

// health.cpp, metrics.cpp, openapi.cpp
void get_status(const call_ptr& c);
void get_live(const call_ptr& c);
void get_ready(const call_ptr& c);
void get_metrics(const call_ptr& c);
void get_openapi(const call_ptr& c);

}  // namespace parley::frontends::http::api
