#include "storage/postgres/reader_connection.hpp"

#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {
namespace {

const std::string begin_sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const std::string commit_sql = "COMMIT";

}  // namespace

connection& reader_connection::opened() {
  if (connection_ && connection_->is_usable()) return *connection_;
  connection_.reset();
  if (!retry_.is_time()) throw failure::lost("the server could not be reached a moment ago");
  try {
    connection_.emplace(options_);
  } catch (const failure&) {
    retry_.failed();
    throw;
  }
  retry_.succeeded();
  return *connection_;
}

result reader_connection::ask_twice(const std::string& tenant, const std::string& sql,
                                    const parameters& p) {
  const bool was_open = connection_.has_value();
  try {
    return postgres::ask(opened(), tenant, sql, p);
  } catch (const failure& f) {
    if (!was_open || !f.is_lost()) throw;
  }
  connection_.reset();
  return postgres::ask(opened(), tenant, sql, p);
}

base::status reader_connection::note(const failure& f) {
  // An open transaction ends with its connection.
  connection_.reset();
  return f.to_status();
}

result reader_connection::snapshot::ask(const std::string& sql, const parameters& p) {
  pipeline asked{connection_};
  if (!begun_) {
    asked.add(begin_sql);
    asked.settings(tenant_);
    begun_ = true;
  }
  asked.add(sql, p);
  return std::move(asked.run().back());
}

void reader_connection::snapshot::end() {
  if (!begun_) return;
  pipeline asked{connection_};
  asked.add(commit_sql);
  asked.run();
}

}  // namespace parley::storage::postgres
