#include "storage/redis/link.hpp"

namespace parley::storage::redis {

client::connection& link::opened() {
  if (connection_ && connection_->usable()) return *connection_;
  connection_.reset();
  if (!retry_.is_time())
    throw client::failure::lost("the server could not be reached a moment ago");
  try {
    connection_.emplace(options_.server);
  } catch (const client::failure&) {
    retry_.failed();
    throw;
  }
  retry_.succeeded();
  return *connection_;
}

}  // namespace parley::storage::redis
