#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "parley/models/summarizer.hpp"

namespace parley::models {

/// The embedding application's own way to make a summary: it may block for as long as it likes, on
/// a network or a model of its own. Called on several threads at once when there are several. The
/// token says when nobody waits for the answer any more (cancelled, out of time, stopping); heeding
/// it is what lets the summarizer go away quickly. What it throws is an unavailable without the
/// exception's text, which may quote the conversation; return a status to say more.
using host_function =
    std::function<base::result<std::string>(const context::summary_job&, std::stop_token)>;

struct host_options {
  std::string name = "host";        ///< what a summary's field `model` says; 1 to 256 bytes
  std::int64_t threads = 1;         ///< how many summaries are made at once, 1 to 64
  std::int64_t waiting_max = 1000;  ///< how many more may wait
};

/// A summarizer that calls a function of the host on threads of its own. A job that is cancelled or
/// late ends at once; a function that still runs keeps its thread, and what it returns is dropped.
/// The destructor waits for functions that run to return. invalid_argument without a function or
/// for an option outside its range, unavailable without threads.
base::result<std::unique_ptr<summarizer>> make_host(host_function function,
                                                    const host_options& options = {});

}  // namespace parley::models
