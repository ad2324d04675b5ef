#include "storage/postgres/pipeline.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <optional>

#include "storage/postgres/failure.hpp"
#include "storage/postgres/transaction_sql.hpp"

namespace parley::storage::postgres {
namespace {

constexpr int binary = 1;

}  // namespace

pipeline::pipeline(connection& c) : connection_(c) {
  if (connection_.lost_) throw failure::lost("the connection to the server is gone");
  if (PQenterPipelineMode(c.pg_.get()) == 0) c.lose("sending statements");
}

pipeline::~pipeline() {
  if (open_) connection_.lost_ = true;
}

std::size_t pipeline::add(const std::string& sql, const parameters& p) {
  auto* const pg = connection_.pg_.get();
  const auto data = p.data();
  const auto lengths = p.lengths();
  const std::vector<int> formats(data.size(), binary);
  int sent = 0;
  if (connection_.options_.prepare) {
    auto name = connection_.name_of(sql);
    const auto made =
        std::find_if(new_.begin(), new_.end(), [&](const auto& each) { return each.first == sql; });
    if (name.empty() && made != new_.end()) name = made->second;
    if (name.empty()) {
      name = connection_.new_name();
      if (PQsendPrepare(pg, name.c_str(), sql.c_str(), p.size(), p.types().data()) == 0)
        connection_.lose("sending a statement");
      steps_.push_back({true, new_.size()});
      new_.emplace_back(sql, name);
    }
    sent = PQsendQueryPrepared(pg, name.c_str(), p.size(), data.data(), lengths.data(),
                               formats.data(), binary);
  } else {
    sent = PQsendQueryParams(pg, sql.c_str(), p.size(), p.types().data(), data.data(),
                             lengths.data(), formats.data(), binary);
  }
  if (sent == 0) connection_.lose("sending a statement");
  steps_.push_back({});
  return statements_++;
}

void pipeline::settings(const std::string& tenant) {
  const auto& opts = connection_.opts();
  add(transaction_sql::settings,
      parameters::of(opts.schema, tenant, std::to_string(opts.deadline.count())));
}

std::vector<result> pipeline::run() {
  auto* const pg = connection_.pg_.get();
  const auto until = connection_.deadline();
  if (PQpipelineSync(pg) == 0) connection_.lose("sending statements");
  connection_.flush(until);
  std::vector<result> results;
  std::optional<failure> first;
  for (const auto& each : steps_) {
    result answer{connection_.next(until)};
    const auto* raw = answer.get();
    if (!raw) connection_.lose("reading an answer");
    const auto status = PQresultStatus(raw);
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && !first && status != PGRES_PIPELINE_ABORTED)
      first = failure::of(raw, "running a statement");
    if (PQstatus(pg) == CONNECTION_BAD) {
      connection_.lost_ = true;
      throw first && !first->code().empty() ? *first
                                            : failure::lost("the connection to the server broke");
    }
    if (good && each.prepares) {
      auto& [sql, name] = new_[each.statement];
      connection_.name_of(sql) = name;
    }
    if (!each.prepares) results.push_back(std::move(answer));
    // Each statement's answers end with a null.
    if (result{connection_.next(until)}.get()) connection_.lose("an answer that was not asked for");
  }
  const result synced{connection_.next(until)};
  if (!synced.get() || PQresultStatus(synced.get()) != PGRES_PIPELINE_SYNC ||
      PQexitPipelineMode(pg) == 0)
    connection_.lose("reading the end of the answers");
  open_ = false;
  if (first) throw failure{*first};
  return results;
}

result ask(connection& c, const std::string& tenant, const std::string& sql, const parameters& p) {
  pipeline one{c};
  one.settings(tenant);
  one.add(sql, p);
  return std::move(one.run().back());
}

}  // namespace parley::storage::postgres
