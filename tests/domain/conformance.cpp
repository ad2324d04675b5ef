/// conformance DIR: runs every file of vectors in a folder. Prints what failed, then
/// "N passed, M failed"; exits 0 when nothing did, 1 when something did, 2 when called wrongly.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

#include "conformance_checks.hpp"

namespace {

namespace fs = std::filesystem;
using namespace parley;

struct tally {
  int passed = 0;
  int failed = 0;

  void fail(const std::string& id, const std::string& what) {
    std::cout << id << ": " << what << '\n';
    ++failed;
  }
};

void run_line(const std::string& line, const std::string& place, conformance::check check,
              tally& t) {
  // Vectors wrap their input: two levels more than the input may have.
  const auto vector = domain::parse_json(line, 66);
  if (!vector) return t.fail(place, base::to_string(vector.error()));
  std::string id = place;
  try {
    id = vector->at("id").get<std::string>();
    const auto wrong = check(*vector);
    if (!wrong.empty()) return t.fail(id, wrong);
    ++t.passed;
  } catch (const std::exception& e) {  // the vector lacks what its file must have
    t.fail(id, e.what());
  }
}

void run_file(const fs::path& path, tally& t) {
  const auto name = path.filename().string();
  const auto check = conformance::check_for(name);
  if (!check) return t.fail(name, "nobody knows vectors of this name");
  std::ifstream in{path};
  std::string line;
  int number = 0;
  while (std::getline(in, line)) {
    ++number;
    if (!line.empty()) run_line(line, name + ':' + std::to_string(number), check, t);
  }
  if (in.bad() || number == 0) t.fail(name, "cannot be read, or is empty");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: conformance DIR\n";
    return 2;
  }
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{argv[1], error})
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  std::sort(files.begin(), files.end());

  tally t;
  if (error) t.fail(argv[1], error.message());
  if (!error && files.empty()) t.fail(argv[1], "there are no vectors in this folder");
  for (const auto& file : files) run_file(file, t);
  std::cout << t.passed << " passed, " << t.failed << " failed\n";
  return t.failed == 0 ? 0 : 1;
}
