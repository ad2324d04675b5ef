#define CAF_SUITE backup
#include "caf/test/unit_test.hpp"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "parley/storage/maintenance.hpp"
#include "storage/growing_store.hpp"

// A copy of a store that others write to meanwhile.

using namespace parley;

namespace {

using growing = tests::growing_store;

std::vector<domain::message> all(storage::store& store, std::int64_t upto) {
  auto read = store.open_reader().value();
  const auto session = read.log->load({"t", "s"}).value();
  if (!session) return {};
  storage::page_request request;
  request.after = 0;
  request.upto = upto;
  request.items_max = 1'000'000;
  request.bytes_max = std::int64_t{1} << 40;
  return read.log->page(session->log, request).value();
}

std::size_t files_in(const std::string& folder) {
  const std::filesystem::directory_iterator files{folder};
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

/// No file of this process may grow beyond so many bytes.
class small_files {
 public:
  explicit small_files(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~small_files() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

}  // namespace

CAF_TEST(a_copy_of_a_store_that_is_written_to) {
  growing s;
  for (int i = 0; i < 20; ++i) s.append(1000);
  const auto acknowledged = s.at.head.last_seq;
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> commits{0};
  std::thread writing{[&] {
    while (!stop) {
      s.append(10);
      ++commits;
    }
  }};
  while (commits == 0) std::this_thread::yield();
  std::int64_t meanwhile = 0;
  base::result<void> made;
  for (int i = 0; i < 100 && made && meanwhile == 0; ++i) {
    std::filesystem::remove(s.folder.path("copy"));
    const auto before = commits.load();
    made = storage::backup_store(s.uri(), s.folder.path("copy"));
    meanwhile = commits - before;
  }
  stop = true;
  writing.join();
  CAF_REQUIRE(made.has_value());
  CAF_CHECK(meanwhile > 0);
  CAF_CHECK(!std::filesystem::exists(s.folder.path("copy.part")));

  const auto copy_uri = "sqlite:" + s.folder.path("copy");
  {
    const auto copy = storage::open_store(copy_uri, {}).value();
    const auto wanted = all(*s.store, acknowledged);
    CAF_CHECK_EQUAL(wanted.size(), static_cast<std::size_t>(acknowledged));
    CAF_CHECK(all(*copy, acknowledged) == wanted);
    // It goes on from there like any other.
    auto writer = copy->open_writer().value();
    CAF_CHECK(writer->epoch() > 0);
  }
  const auto seen = storage::inspect_store(copy_uri, {}, {}).value();
  for (const auto& f : seen.findings) CAF_ERROR(f.check << ": " << f.where << " " << f.text);
  CAF_CHECK_EQUAL(seen.sessions, 1);
  CAF_CHECK(seen.messages >= acknowledged);
}

CAF_TEST(a_copy_has_a_search_index_of_its_own) {
  growing s;
  s.append(5);
  const auto copy_of = [&](const std::string& name) {
    CAF_REQUIRE(storage::backup_store(s.uri(), s.folder.path(name)).has_value());
    return storage::open_store("sqlite:" + s.folder.path(name), {}).value();
  };
  {
    auto first = copy_of("first");
    first->open_indexer().value()->advance(100).value();
  }
  // An index that is left there when the store is put back is not taken for its own.
  std::filesystem::remove(s.folder.path("first"));
  std::filesystem::remove(s.folder.path("first-wal"));
  std::filesystem::remove(s.folder.path("first-shm"));
  const auto again = copy_of("first");
  const auto state = again->open_indexer().value()->advance(0).value();
  CAF_CHECK(state.behind == 5);
}

CAF_TEST(a_copy_replaces_nothing) {
  growing s;
  const auto path = s.folder.path("copy");
  std::ofstream{path} << "mine";
  auto refused = storage::backup_store(s.uri(), path);
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == base::errc::conflict);
  CAF_CHECK_EQUAL(refused.error().field, "destination");
  CAF_CHECK_EQUAL(std::filesystem::file_size(path), 4u);

  const auto other = s.folder.path("other");
  std::ofstream{other + ".part"} << "somebody's";
  refused = storage::backup_store(s.uri(), other);
  CAF_CHECK(!refused && refused.error().code == base::errc::conflict);
  CAF_CHECK(std::filesystem::exists(other + ".part"));
  CAF_CHECK(!std::filesystem::exists(other));
}

CAF_TEST(a_copy_that_fails_leaves_nothing) {
  growing s;
  for (int i = 0; i < 5; ++i) s.append(1000);
  s.writer->idle();
  const auto before = files_in(s.folder.path(""));
  const auto missing = storage::backup_store(s.uri(), s.folder.path("none/copy"));
  CAF_REQUIRE(!missing);
  CAF_CHECK_EQUAL(missing.error().field, "destination");
  CAF_CHECK(missing.error().text.find("none/copy") != std::string::npos);
  {
    const small_files full{65536};
    const auto cut = storage::backup_store(s.uri(), s.folder.path("copy"));
    CAF_REQUIRE(!cut);
    CAF_CHECK(cut.error().code == base::errc::internal);
    CAF_CHECK_EQUAL(cut.error().field, "destination");
  }
  CAF_CHECK_EQUAL(files_in(s.folder.path("")), before);
  CAF_CHECK(storage::backup_store(s.uri(), s.folder.path("copy")).has_value());
}

CAF_TEST(only_stores_are_copied) {
  const tests::scratch folder;
  const auto to = folder.path("copy");
  const auto code = [&](const std::string& uri) {
    const auto made = storage::backup_store(uri, to);
    return made ? base::errc{} : made.error().code;
  };
  CAF_CHECK(code("memory:") == base::errc::not_implemented);
  CAF_CHECK(code("tape:x") == base::errc::invalid_argument);
  CAF_CHECK(code("sqlite:" + folder.path("absent")) == base::errc::not_found);
  std::ofstream{folder.path("text")} << std::string(5000, 'x');
  CAF_CHECK(code("sqlite:" + folder.path("text")) != base::errc{});
  CAF_CHECK_EQUAL(files_in(folder.path("")), 1u);
}
