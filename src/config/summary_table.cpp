#include "table.hpp"

namespace parley::config {

namespace {

bool anything(const std::string&) { return true; }

}  // namespace

std::vector<row> summary_rows() {
  return {
      text(
          "tokens", "cl100k_file", [](settings & s) -> auto& { return s.tokens.cl100k_file; },
          anything, "a path, or nothing",
          "Rank file of cl100k_base in tiktoken's format: tokens of its models are counted exactly."),
      text(
          "tokens", "o200k_file", [](settings & s) -> auto& { return s.tokens.o200k_file; }, anything,
          "a path, or nothing", "The same of o200k_base."),
      text(
          "summarizer", "kind", [](settings & s) -> auto& { return s.summarizer.kind; },
          one_of({"extractive", "openai", "off"}), "extractive, openai, off",
          "What makes summaries: sentences chosen from the conversation, a model behind a "
          "chat-completions endpoint, or nothing."),
      text(
          "summarizer", "automatic", [](settings & s) -> auto& { return s.summarizer.automatic; },
          one_of({"on", "off"}), "on, off",
          "Whether they are made when they are due, or only when somebody asks."),
      number(
          "summarizer", "summary_chars",
          [](settings & s) -> auto& { return s.summarizer.summary_chars; }, 400, 20000, "characters",
          "How long a summary may be."),
      number(
          "summarizer", "at_once", [](settings & s) -> auto& { return s.summarizer.at_once; }, 1, 1000,
          "summaries", "How many are made at once."),
      number(
          "summarizer", "within_ms", [](settings & s) -> auto& { return s.summarizer.within_ms; }, 1,
          86400000, "milliseconds", "The time that making one may take, repetitions included."),
      text(
          "summarizer", "base_url", [](settings & s) -> auto& { return s.summarizer.base_url; },
          anything, "an https URL, or http on a loopback address",
          "Of the endpoint; /chat/completions is appended."),
      text(
          "summarizer", "model", [](settings & s) -> auto& { return s.summarizer.model; }, anything,
          "the model's name, required by openai", "Which model is asked."),
      text(
          "summarizer", "key_env", [](settings & s) -> auto& { return s.summarizer.key_env; },
          anything, "a variable's name, or nothing",
          "The environment variable that holds the endpoint's key."),
      text(
          "summarizer", "key_file", [](settings & s) -> auto& { return s.summarizer.key_file; },
          anything, "a path, or nothing", "Or the file that holds it."),
      text(
          "summarizer", "ca_file", [](settings & s) -> auto& { return s.summarizer.ca_file; },
          anything, "a path, or nothing",
          "Authorities (PEM) that the endpoint's certificate must come from; empty: the machine's."),
      number(
          "summarizer", "timeout_ms", [](settings & s) -> auto& { return s.summarizer.timeout_ms; },
          1, 3600000, "milliseconds", "How long one request to the endpoint may take."),
  };
}

}  // namespace parley::config
