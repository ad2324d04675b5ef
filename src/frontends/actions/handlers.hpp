#pragma once

#include "frontends/actions/action.hpp"

namespace parley::frontends::actions {

// The handlers of the table of types, by file. Their results are the bodies of the REST routes.

// changes.cpp
void create_conversation(const action_ptr& a);
void update_status(const action_ptr& a);
void session_closed(const action_ptr& a);

// save_message.cpp
void save_message(const action_ptr& a);

// reads.cpp
void get_context(const action_ptr& a);
void get_history(const action_ptr& a);
void list_conversations(const action_ptr& a);
void search_conversations(const action_ptr& a);
void get_stats(const action_ptr& a);

// full.cpp
void get_full(const action_ptr& a);

// migration.cpp
void start_migration_loop(const action_ptr& a);
void stop_migration_loop(const action_ptr& a);
void migrate_conversation(const action_ptr& a);
void get_migration_stats(const action_ptr& a);

}  // namespace parley::frontends::actions
