#pragma once

#include "frontends/http/api/route.hpp"

namespace parley::frontends::http::api::openai {

// The handlers of this API's routes, by file. Each answers its call, now or later.

// conversations_create.cpp, conversations_list.cpp, conversations.cpp
void create_conversation(const call_ptr& c);
void list_conversations(const call_ptr& c);
void get_conversation(const call_ptr& c);
void update_conversation(const call_ptr& c);
void delete_conversation(const call_ptr& c);

// items_create.cpp, items_list.cpp, items_read.cpp, items_delete.cpp
void create_items(const call_ptr& c);
void list_items(const call_ptr& c);
void get_item(const call_ptr& c);
void delete_item(const call_ptr& c);

}  // namespace parley::frontends::http::api::openai
