#include "import_source.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "parley/domain/json.hpp"

namespace parley::tools {

namespace fs = std::filesystem;

namespace {

auto failed(const char* what, const std::string& name) {
  return base::fail(base::errc::internal, "",
                    std::string{"cannot "} + what + " " + name + ": " + std::strerror(errno));
}

/// A file without a name that goes away with its stream.
base::result<std::unique_ptr<std::istream>> spooled(std::istream& in, const std::string& name) {
  auto path = (fs::temp_directory_path() / "parley-import-XXXXXX").string();
  const int created = ::mkstemp(path.data());
  if (created < 0) return failed("create a temporary file for", name);
  ::close(created);
  auto file = std::make_unique<std::fstream>(path, std::ios::in | std::ios::out | std::ios::binary);
  fs::remove(path);
  if (in.peek() != std::istream::traits_type::eof()) *file << in.rdbuf();
  if (in.bad() || !file->flush()) return failed("keep a copy of", name);
  return file;
}

base::result<std::unique_ptr<std::istream>> one_value(std::istream& in, const std::string& name) {
  std::stringstream text;
  text << in.rdbuf();
  const auto value = domain::parse_json(text.str());
  if (!value) {
    auto error = value.error();
    error.text = name + ": " + error.text;
    return base::fail(std::move(error));
  }
  return std::make_unique<std::istringstream>(domain::canonical(*value) + "\n");
}

}  // namespace

base::result<import_source> import_source::open(const std::string& name) {
  import_source source;
  source.name_ = name == "-" ? "stdin" : name;
  base::result<std::unique_ptr<std::istream>> opened;
  if (name == "-") {
    opened = spooled(std::cin, source.name_);
  } else {
    std::error_code error;
    if (fs::is_directory(name, error)) {
      return base::fail(base::errc::internal, "", name + " is a folder, not a file");
    }
    auto file = std::make_unique<std::ifstream>(name, std::ios::binary);
    if (!*file) return failed("read", name);
    if (fs::path(name).extension() == ".json") {
      opened = one_value(*file, name);
    } else if (fs::is_regular_file(name, error)) {
      opened = std::move(file);
    } else {
      opened = spooled(*file, name);
    }
  }
  if (!opened) return base::fail(opened.error());
  source.in_ = std::move(*opened);
  source.in_->seekg(0, std::ios::end);
  source.bytes_ = static_cast<std::int64_t>(source.in_->tellg());
  return source;
}

std::istream& import_source::from_start() {
  in_->clear();
  in_->seekg(0);
  return *in_;
}

}  // namespace parley::tools
