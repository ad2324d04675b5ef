#include "testing/conformance/fork_bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;

storage::search_query question(const std::string& text, const std::string& tenant = "t") {
  storage::search_query q;
  q.tenant = tenant;
  q.text = text;
  return q;
}

/// "a/3 b/1": what is found, in its order.
std::string found(bench& b, const storage::search_query& q) {
  b.index();
  const auto page = b.read.search->find(q);
  b.expect(page.has_value(), "a search for " + q.text);
  std::string text;
  if (page)
    for (const auto& hit : page->items)
      text += (text.empty() ? "" : " ") + hit.session_id + "/" + std::to_string(hit.seq);
  return text;
}

void say(bench& b, owned& s, const std::vector<std::string>& texts) {
  std::vector<domain::message> entries;
  for (const auto& text : texts) entries.push_back(b.message(text));
  b.committed(b.commit(b.append(s, std::move(entries))), "an append");
  s.last_seq += static_cast<std::int64_t>(texts.size());
}

void words_are_found(bench& b) {
  auto s = b.create("a");
  say(b, s, {"The quick brown fox", "a slow brown dog", "Quick, quick! said the fox.", "", "quickly"});
  auto other = b.create("b");
  say(b, other, {"brown bread"});
  b.equal(found(b, question("quick")), std::string{"a/3 a/1"}, "a word, the newest first");
  b.equal(found(b, question("BROWN")), std::string{"b/1 a/2 a/1"}, "upper case is as good");
  b.equal(found(b, question("fox quick")), std::string{"a/3 a/1"}, "every word");
  b.equal(found(b, question("fox dog")), std::string{}, "no message has both");
  b.equal(found(b, question("\"brown fox\"")), std::string{"a/1"}, "a phrase");
  b.equal(found(b, question("\"fox brown\"")), std::string{}, "in its order");
  b.equal(found(b, question("brown \"quick brown\"")), std::string{"a/1"}, "both together");
  b.equal(found(b, question("fox OR dog")), std::string{}, "OR is a word like any other");
  b.equal(found(b, question("fo*")), std::string{}, "so is a star no operator");
  b.equal(found(b, question("content:fox")), std::string{}, "nor is a column's name");
  b.equal(found(b, question("fox \xE2\x80\x94 quick")), std::string{"a/3 a/1"},
          "a sign between words is none");
  for (const auto* nothing : {"", "  ", "\"\"", "!?", "*"}) {
    const auto page = b.read.search->find(question(nothing));
    b.expect(!page && page.error().code == errc::invalid_argument && page.error().field == "q",
             "a question without a word is refused");
  }
}

void words_without_blanks_are_found(bench& b) {
  auto s = b.create("a");
  say(b, s, {"我在线等你的回答", "東京タワーに行きたい", "안녕하세요 세계", "在 线"});
  b.equal(found(b, question("线")), std::string{"a/4 a/1"}, "one character");
  b.equal(found(b, question("回答")), std::string{"a/1"}, "two");
  b.equal(found(b, question("等你的")), std::string{"a/1"}, "three");
  b.equal(found(b, question("你等")), std::string{}, "in their order");
  b.equal(found(b, question("京タ")), std::string{"a/2"}, "across two scripts");
  b.equal(found(b, question("行き")), std::string{"a/2"}, "Japanese");
  b.equal(found(b, question("세")), std::string{"a/3"}, "Korean");
  b.equal(found(b, question("안녕 세계")), std::string{"a/3"}, "two words of it");
}

void filters_narrow(bench& b) {
  auto a = b.create("a");
  say(b, a, {"apple one"});
  auto owned_by = b.creation("t", "mine");
  owned_by.create->user_id = "me";
  const auto o = b.commit(owned_by);
  owned mine{{"t", "mine"}, o.key, o.log, 0, *owned_by.create};
  say(b, mine, {"apple two", "pear"});
  auto q = question("apple");
  b.equal(found(b, q), std::string{"mine/1 a/1"}, "everything");
  q.session = "a";
  b.equal(found(b, q), std::string{"a/1"}, "of a session");
  q.session = "nowhere";
  b.equal(found(b, q), std::string{}, "of one that is not there");
  q.session.reset();
  q.user = "me";
  b.equal(found(b, q), std::string{"mine/1"}, "of an owner");
  q.user = "you";
  b.equal(found(b, q), std::string{}, "of one who owns nothing");
}

void tenants_are_apart(bench& b) {
  auto big = b.create("s", "big");
  for (int i = 0; i < 20; ++i) say(b, big, std::vector<std::string>(50, "shared secret"));
  auto small = b.create("s", "small");
  say(b, small, {"shared garden"});
  b.equal(found(b, question("shared", "small")), std::string{"s/1"}, "the small one finds its own");
  b.equal(found(b, question("secret", "small")), std::string{}, "and nothing of the other's");
  b.equal(found(b, question("shared", "nobody")), std::string{}, "nobody finds nothing");
  auto q = question("shared", "big");
  q.session = "s";
  q.items_max = 3;
  b.equal(found(b, q), std::string{"s/1000 s/999 s/998"}, "names of sessions belong to tenants");
}

void pages_go_on(bench& b) {
  auto s = b.create("a");
  for (int i = 0; i < 7; ++i) say(b, s, {"apple", "pear"});
  auto q = question("apple");
  q.items_max = 3;
  b.index();
  std::string all;
  int pages = 0;
  for (; pages < 10; ++pages) {
    const auto page = b.read.search->find(q);
    b.expect(page && page->items.size() <= 3, "a page");
    if (!page) return;
    for (const auto& hit : page->items) all += std::to_string(hit.seq) + " ";
    if (!page->next) break;
    q.before = page->next;
    if (pages == 0) {
      say(b, s, {"apple at the end"});
      b.index();
    }
  }
  b.equal(all, std::string{"13 11 9 7 5 3 1 "}, "every hit once, whatever came meanwhile");
}

void hits_show_their_words(bench& b) {
  auto s = b.create("a");
  say(b, s, {"alpha beta gamma delta"});
  b.index();
  const auto page = b.read.search->find(question("gamma"));
  b.expect(page && page->items.size() == 1, "it is found");
  if (!page || page->items.empty()) return;
  b.expect(page->items[0].snippet.find("[gamma]") != std::string::npos, "the match is marked");
  b.expect(page->items[0].score == 0.25, "the score is its share of the words");
  b.expect(page->indexed_upto == b.clock.now(), "all that was stored is found");
}

void erased_text_is_not_found(bench& b) {
  auto s = b.create("a");
  say(b, s, {"apple one", "apple two"});
  auto origin = b.create("origin");
  say(b, origin, {"apple three", "apple four"});
  auto f = forked(b, "fork", origin, 1);
  say(b, f, {"apple five"});
  b.index();
  auto q = question("apple");
  q.session = "fork";
  b.equal(found(b, q), std::string{"fork/2 fork/1"}, "a fork shows what it shares");
  auto what = b.append(s, {});
  what.parts.clear();
  what.blank = storage::blank_order{"r", "a/1", "", {1}};
  b.committed(b.commit(what), "the erasing of a message");
  b.equal(found(b, question("apple")), std::string{"fork/2 origin/2 origin/1 a/2"},
          "an erased message is not found");
  auto erasing = b.append(origin, {});
  erasing.parts.clear();
  erasing.erase = storage::erase_order{"r", ""};
  b.committed(b.commit(erasing), "the erasing of a session");
  b.equal(found(b, question("apple")), std::string{"fork/2 fork/1 a/2"},
          "what a fork shares is the fork's then");
  for (auto due = b.due(); !due.empty(); due = b.due()) b.work_off(due.front());
  b.equal(found(b, question("apple")), std::string{"fork/2 fork/1 a/2"}, "also when it is purged");
}

}  // namespace

std::vector<test_case> search_cases() {
  return {{"words are found", words_are_found},
          {"words without blanks are found", words_without_blanks_are_found},
          {"filters narrow", filters_narrow},
          {"tenants are apart", tenants_are_apart},
          {"pages go on", pages_go_on},
          {"hits show their words", hits_show_their_words},
          {"erased text is not found", erased_text_is_not_found}};
}

}  // namespace parley::testing::conformance
