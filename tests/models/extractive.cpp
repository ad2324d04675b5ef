#define CAF_SUITE models_extractive

#include "parley/models/extractive.hpp"

#include <chrono>

#include "caf/test/unit_test.hpp"
#include "models/jobs.hpp"
#include "parley/base/utf8.hpp"

using namespace parley;
using namespace parley::tests;
using domain::json;

namespace {

std::string summary_of(const context::summary_job& job, std::int64_t chars = 3500) {
  const auto made = models::extract(job, {chars});
  CAF_REQUIRE(made.has_value());
  return *made;
}

std::vector<domain::message> a_booking() {
  return {
      said("user", "Hello! I need to move my trip from Denver to Houston to May 27."),
      said("assistant", "Gladly. Could you tell me your user id?"),
      said("user", "Sure, it's sofia_kim_7287."),
      called("c1", "get_reservation", {{"reservation_id", "OBUT9V"}}),
      answered("c1", R"({"reservation_id": "OBUT9V", "cabin": "economy", "insurance": true,
        "flights": [{"flight_number": "HAT229", "date": "2024-05-27", "price": 338.50},
                    {"flight_number": "HAT266", "date": "2024-05-27", "price": 378}]})"),
      said("assistant", "HAT229 costs $338.50. Shall I book it with **gift card 7480005**?"),
      said("user", "Yes, go ahead with that one."),
      called("c1", "update_reservation",
             {{"reservation_id", "OBUT9V"}, {"payment", "card_7480005"}}),
      answered("c1", "Error: not enough seats on flight HAT229"),
      said("assistant", "There are not enough seats. Would business class be all right?"),
  };
}

}  // namespace

CAF_TEST(ids amounts states decisions and outcomes of a booking) {
  const auto summary = summary_of(job_of(a_booking()));
  for (const auto* part :
       {"sofia_kim_7287", "OBUT9V", "HAT229", "HAT266", "338.50", "378", "2024-05-27", "economy",
        "insurance true", "Denver", "Houston", "May 27", "update_reservation(card_7480005, OBUT9V)",
        "Error: not enough seats on flight HAT229", "Yes, go ahead with that one."}) {
    CAF_MESSAGE(part);
    CAF_CHECK(contains(summary, part));
  }
  const auto goal = section_of(summary, "Goal:");
  CAF_REQUIRE(!goal.empty());
  CAF_CHECK_EQUAL(goal.front(), "user: I need to move my trip from Denver to Houston to May 27.");
  const auto open = section_of(summary, "Open:");
  CAF_REQUIRE_EQUAL(open.size(), 1u);
  CAF_CHECK_EQUAL(open.front(), "assistant: Would business class be all right?");
}

CAF_TEST(the same job gives the same summary) {
  CAF_CHECK_EQUAL(summary_of(job_of(a_booking())), summary_of(job_of(a_booking())));
}

CAF_TEST(what is said again and again is named once) {
  std::vector<domain::message> messages{said("user", "Please help.")};
  for (int i = 0; i < 30; ++i) {
    messages.push_back(
        said("assistant", "Parcel KX8891 of Ana Perez with invoice INV2210 is late."));
    if (i % 6 == 0) messages.push_back(said("assistant", "It may be gate B" + std::to_string(i)));
  }
  const auto summary = summary_of(job_of(messages), 400);
  for (const auto* part : {"KX8891", "B0", "B6", "B12", "B18", "B24"}) {
    CAF_MESSAGE(part);
    CAF_CHECK(contains(summary, part));
  }
  CAF_CHECK_EQUAL(summary.find("INV2210"), summary.rfind("INV2210"));
}

CAF_TEST(results go to their calls by place since ids repeat) {
  const auto summary = summary_of(job_of({
      said("user", "Look at both."),
      called("same", "first_tool", {{"item", "A1"}}),
      answered("same", "Error: first is broken"),
      called("same", "second_tool", {{"item", "B2"}}),
      answered("same", "Error: second is locked"),
  }));
  CAF_CHECK(contains(summary, "first_tool(A1): Error: first is broken"));
  CAF_CHECK(contains(summary, "second_tool(B2): Error: second is locked"));
}

CAF_TEST(a call that nobody answered is open) {
  const auto summary = summary_of(
      job_of({said("user", "Pay the invoice."), called("c", "pay", {{"invoice", "R-2041"}})}));
  CAF_CHECK_EQUAL(section_of(summary, "Open:"), std::vector<std::string>{"pay(R-2041)"});
}

CAF_TEST(every script has sentences and words) {
  const struct {
    const char* text;
    const char* kept;
  } table[] = {
      {"我想预订从上海到北京的航班。今天天气很好。请使用订单号AB1234。", "请使用订单号AB1234。"},
      {"東京から大阪までの列車を予約したいです。カードはミツイです。ご確認ください。",
       "カードはミツイです。"},
      {"أريد حجز رحلة إلى القاهرة. هل هناك مقاعد؟ الرقم 45821.", "الرقم 45821."},
      {"मुझे दिल्ली जाना है। टिकट संख्या 90871 है।", "टिकट संख्या 90871 है।"},
      {"Ich möchte nach Köln. Die Nummer ist DB-4711.", "Die Nummer ist DB-4711."},
      {"ฉันต้องการจองตั๋วไปเชียงใหม่ หมายเลข TH5567", "TH5567"},
      {"Я хочу в Москву. Номер заказа 77120.", "Номер заказа 77120."},
  };
  for (const auto& row : table) {
    const auto summary = summary_of(job_of({said("user", row.text)}));
    CAF_MESSAGE(summary);
    CAF_CHECK(contains(summary, row.kept));
  }
}

CAF_TEST(sentences in Chinese are chosen one by one) {
  std::string filler;
  for (int i = 0; i < 60; ++i) filler += "今天天气很好我们去公园散步。";
  const auto summary =
      summary_of(job_of({said("user", "我要订票。" + filler + "订单号是KX8891。" + filler)}), 400);
  CAF_CHECK(contains(summary, "订单号是KX8891。"));
  CAF_CHECK(base::code_points(summary) <= 400);
}

CAF_TEST(what external memory holds is left out and named) {
  auto messages = a_booking();
  messages.push_back(said("user", "E-Mail: sofia@example.com\nPlease also note the seat 14C."));
  messages.push_back(called("c2", "get_user", {{"email", "sofia@example.com"}}));
  messages.push_back(answered("c2", R"({"user": {"email": "sofia@example.com", "tier": "gold"},
    "address": {"city": "Houston", "zip": "77243"}})"));
  auto job = job_of(messages);
  job.external_keys = {"user.email", "address", "e_mail"};
  const auto summary = summary_of(job);
  CAF_CHECK(!contains(summary, "sofia@example.com"));
  CAF_CHECK(!contains(summary, "77243"));
  CAF_CHECK(contains(summary, "tier gold"));
  CAF_CHECK(contains(summary, "14C"));
  CAF_CHECK_EQUAL(section_of(summary, "Kept elsewhere:"), job.external_keys);
}

CAF_TEST(the first twenty external keys and no more than a fifth of the length) {
  auto job = job_of(a_booking());
  for (int i = 0; i < 25; ++i) job.external_keys.push_back("key" + std::to_string(i));
  CAF_CHECK_EQUAL(section_of(summary_of(job), "Kept elsewhere:").size(), 20u);
  const auto few = section_of(summary_of(job, 400), "Kept elsewhere:").size();
  CAF_CHECK(few > 0 && few < 20);
  CAF_CHECK(base::code_points(summary_of(job, 400)) <= 400);
}

CAF_TEST(facts of earlier summaries are carried on and the goal stays) {
  auto job = job_of(a_booking());
  auto previous = summary_of(job);
  for (int round = 0; round < 12; ++round) {
    const auto n = std::to_string(round);
    job = job_of({said("user", "Next, what about order ORD" + n + "55?"),
                  called("c", "get_order", {{"order", "ORD" + n + "55"}}),
                  answered("c", R"({"order": "ORD)" + n + R"(55", "total": 1)" + n + R"(9.90})"),
                  said("assistant", "It is on its way to Lisbon.")},
                 100);
    job.previous = previous;
    job.meta = round >= 2;
    previous = summary_of(job);
    CAF_CHECK(base::code_points(previous) <= 3500);
  }
  const auto goals = section_of(previous, "Goal:");
  CAF_REQUIRE(!goals.empty());
  CAF_CHECK_EQUAL(goals.front(), "user: I need to move my trip from Denver to Houston to May 27.");
  for (const auto* part : {"OBUT9V", "sofia_kim_7287", "ORD055", "ORD1155", "Lisbon"}) {
    CAF_MESSAGE(part);
    CAF_CHECK(contains(previous, part));
  }
}

CAF_TEST(earlier lines make room for new ones and a meta summary keeps more of them) {
  std::string previous = "Facts:\n";
  for (int i = 0; i < 80; ++i)
    previous += "- tool(X): old fact OLD" + std::to_string(1000 + i) + " is of the Past\n";
  std::vector<domain::message> messages;
  for (int i = 0; i < 80; ++i)
    messages.push_back(said("assistant", "New item NEW" + std::to_string(1000 + i) + " in Rome."));
  auto job = job_of(messages, 200);
  job.previous = previous;
  const auto count = [](const std::string& text, const std::string& word) {
    std::size_t n = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
    return n;
  };
  const auto usual = summary_of(job, 2000);
  job.meta = true;
  const auto meta = summary_of(job, 2000);
  CAF_CHECK(count(usual, "OLD") > 5);
  CAF_CHECK(count(usual, "NEW") > count(usual, "OLD"));
  CAF_CHECK(count(meta, "OLD") > count(usual, "OLD"));
}

CAF_TEST(a summary that somebody else made is carried on by sentences) {
  auto job = job_of({said("user", "And the hotel?")}, 50);
  job.previous = "The user plans a trip to Oslo. Booking NX-2210 is paid.\n\n- Budget: 900 EUR";
  const auto summary = summary_of(job);
  CAF_CHECK(contains(summary, "Booking NX-2210 is paid."));
  CAF_CHECK(contains(summary, "900 EUR"));
}

CAF_TEST(reports of agents are outcomes and assignments are goals) {
  auto assignment = said("master_controller", "Compare the prices of Acme and Bolt.");
  assignment.metadata = domain::to_text({{"message_type", "task_assignment"}});
  auto report = said("agent_analyst", "Acme is cheaper by 12.5 %.");
  report.metadata = domain::to_text({{"message_type", "result_report"}});
  const auto summary = summary_of(job_of({said("user", "Start."), assignment, report}));
  const auto goals = section_of(summary, "Goal:");
  CAF_REQUIRE(!goals.empty());
  CAF_CHECK_EQUAL(goals.back(), "master_controller: Compare the prices of Acme and Bolt.");
  CAF_CHECK_EQUAL(section_of(summary, "Decisions and outcomes:"),
                  std::vector<std::string>{"agent_analyst: Acme is cheaper by 12.5 %."});
}

CAF_TEST(talk without a word of weight keeps its beginning and its end) {
  for (const std::string word : {"x", "ok", "\U0001F44D", "!!!", "na"}) {
    std::vector<domain::message> all;
    for (int i = 0; i < 500; ++i) all.push_back(said(i % 2 ? "assistant" : "user", word));
    const auto summary = summary_of(job_of(all), 400);
    CAF_CHECK(contains(summary, word));
    CAF_CHECK_LESS_OR_EQUAL(base::code_points(summary), 400u);
  }
  std::vector<domain::message> signs;
  for (std::size_t n = 1; n <= 100; ++n) signs.push_back(said("user", std::string(n, '!')));
  const auto summary = summary_of(job_of(signs), 400);
  CAF_CHECK(contains(summary, "user: !\n"));
  CAF_CHECK(contains(summary, "user: " + std::string(100, '!')));
}

CAF_TEST(nothing said is an error and no blank summary) {
  auto erased = said("user", "secret");
  erased.status = domain::message_status::erased;
  for (const auto& job : {job_of({}), job_of({said("user", " \n\t")}), job_of({erased})}) {
    const auto made = models::extract(job);
    CAF_REQUIRE(!made);
    CAF_CHECK(made.error().code == base::errc::unavailable);
  }
}

// With anything quadratic in it the suite would not end in its time.
CAF_TEST(text of many megabytes) {
  std::string text;
  for (int i = 0; text.size() < 1'000'000; ++i)
    text += "Order R" + std::to_string(i) + " goes to Paris. ";
  std::string list = "[";
  for (int i = 0; list.size() < 1'000'000; ++i)
    list += R"({"id":"X)" + std::to_string(i) + R"("},)";
  list.back() = ']';
  std::vector<domain::message> messages;
  for (int i = 0; i < 4; ++i) {
    messages.push_back(said("user", text));
    messages.push_back(said("user", std::string(500'000, 'x')));
    messages.push_back(said("tool", list));
    messages.push_back(said("tool", std::string(500'000, '[')));
  }
  CAF_CHECK(base::code_points(summary_of(job_of(messages))) <= 3500);
}

CAF_TEST(as a summarizer it answers within start) {
  const auto made = models::make_extractive();
  CAF_REQUIRE(made.has_value());
  CAF_CHECK_EQUAL((*made)->name(), "extractive");
  int calls = 0;
  (*made)->start(job_of(a_booking()), std::chrono::seconds{1}, [&](base::result<std::string> text) {
    ++calls;
    CAF_CHECK(text && contains(*text, "OBUT9V"));
  });
  CAF_CHECK_EQUAL(calls, 1);
  const auto ticket = (*made)->start(job_of(a_booking()), std::chrono::milliseconds{0},
                                     [&](base::result<std::string> text) {
                                       ++calls;
                                       CAF_CHECK(!text && text.error().code == base::errc::timeout);
                                     });
  (*made)->cancel(ticket);
  CAF_CHECK_EQUAL(calls, 2);
}

CAF_TEST(a length outside its range is refused) {
  for (const std::int64_t chars : {0, 399, 20001}) {
    const auto made = models::make_extractive({chars});
    CAF_REQUIRE(!made);
    CAF_CHECK_EQUAL(made.error().field, "summarizer.summary_chars");
  }
}
