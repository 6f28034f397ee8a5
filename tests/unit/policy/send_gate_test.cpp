#include "core/policy/send_gate.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;

// Refuses what has its word in the body, and counts how often it was asked.
class WordGate : public SendGate {
 public:
  WordGate(std::string name, std::string word, ErrorCode code) : name_(std::move(name)), word_(word), code_(code) {}
  std::string_view name() const override { return name_; }
  std::optional<Error> refusal(const GateQuestion& question, TimePoint) const override {
    ++asked;
    if (question.body.find(word_) == std::string_view::npos) return std::nullopt;
    return Error(code_, "it says " + word_);
  }
  mutable int asked = 0;

 private:
  const std::string name_;
  const std::string word_;
  const ErrorCode code_;
};

struct Bench {
  std::shared_ptr<WordGate> first = std::make_shared<WordGate>("first", "one", ErrorCode::withheld);
  std::shared_ptr<WordGate> second = std::make_shared<WordGate>("second", "two", ErrorCode::opted_out);
  SendGates gates{{first, second}};
};

TEST_CASE("without gates everything may go") {
  CHECK(SendGates().first_refusal({.body = "one"}, start) == std::nullopt);
  CHECK(SendGates().empty());
}

TEST_CASE("what no gate refuses may go, and each was asked") {
  Bench bench;
  CHECK(bench.gates.first_refusal({.body = "three"}, start) == std::nullopt);
  CHECK(bench.first->asked == 1);
  CHECK(bench.second->asked == 1);
}

TEST_CASE("the first refusal decides, and says whose it is") {
  Bench bench;
  const auto refusal = bench.gates.first_refusal({.body = "one two"}, start);
  CHECK(refusal == Refusal{.gate = "first", .error = Error(ErrorCode::withheld, "first: it says one")});
  CHECK(bench.second->asked == 0);
  CHECK(bench.gates.first_refusal({.body = "two"}, start)->gate == "second");
}

TEST_CASE("a message goes to whom it is meant for, but in test mode") {
  CHECK(GateQuestion{.to = "a"}.goes_to() == "a");
  CHECK(GateQuestion{.to = "a", .sent_to = "b"}.goes_to() == "b");
}

}  // namespace
}  // namespace understudy
