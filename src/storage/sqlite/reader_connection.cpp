#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

statement& reader_connection::sql(const std::string& text) {
  const auto it = statements_.find(text);
  if (it != statements_.end()) return it->second;
  return statements_.emplace(text, statement{connection_->handle(), text}).first->second;
}

void reader_connection::close() {
  statements_.clear();
  connection_.reset();
}

reader_connection::snapshot::snapshot(reader_connection& c) : connection_(c) {
  if (!c.connection_) c.connection_.emplace(c.path_, c.options_, access::read);
  c.sql("BEGIN").run();
}

reader_connection::snapshot::~snapshot() {
  try {
    connection_.sql("COMMIT").run();
  } catch (const failure&) {
    // It only read. A connection that cannot even end that is replaced.
    connection_.close();
  }
}

}  // namespace parley::storage::sqlite
