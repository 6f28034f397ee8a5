#pragma once

#include <map>
#include <string>

#include "core/client/client.hpp"
#include "core/runtime/task.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "scenarios/runner/app.hpp"
#include "scenarios/runner/judge.hpp"
#include "scenarios/runner/scenario.hpp"
#include "scenarios/runner/stage.hpp"

namespace understudy::scenarios {

// Takes the steps of a scenario one by one. All that it is given must outlive it.
class Player {
 public:
  Player(VirtualExecutor& executor, Journal& journal, Client& client, App& app, Stage& stage)
      : executor_(executor), journal_(journal), client_(client), app_(app), stage_(stage) {}

  // Ends when the step has been taken and nothing more can happen at that instant; empty when all was as expected.
  Task<Mismatches> take(const Step& step);

 private:
  Task<Mismatches> perform(Send send);
  Task<Mismatches> perform(ExpectMessage expected);
  Task<Mismatches> perform(ExpectCallback expected);
  Task<Mismatches> perform(NeverCallback never);
  Task<Mismatches> perform(Advance advance);
  Task<Mismatches> perform(TextIn text);
  void note_outcome(const Result<Receipt>& result);
  // Waits for the next callback; false when `due` has come and passed without one.
  Task<bool> callback_by(TimePoint due);
  bool matches(const StatusUpdate& update, const CallbackPattern& pattern) const;
  // The callbacks there were of the message that the pattern names, or of all: "queued, sent; the last after 1.2s".
  std::string describe_callbacks(const CallbackPattern& pattern) const;

  VirtualExecutor& executor_;
  Journal& journal_;
  Client& client_;
  App& app_;
  Stage& stage_;
  TimePoint start_ = executor_.now();
  std::map<std::string, Receipt> captured_;
};

// The word of the language for a step: "send", "expect" …
std::string_view verb_of(const Step& step);

}  // namespace understudy::scenarios
