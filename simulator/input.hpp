#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/http/message.hpp"
#include "core/runtime/result.hpp"
#include "core/runtime/task.hpp"
#include "simulator/world.hpp"

namespace understudy::simulator {

// What comes to a world from outside or is done to it. A world reads no clock and draws no luck but its seed's, so the
// same inputs at the same times make the same world again.
struct Input {
  // It begins as its configuration has it: once when it is made, and again with each reset.
  struct Begun {
    TimePoint outside;  // the time where it is served, at its own `at`; so with all that set its clock
  };
  // It is a copy from here on, of the world whose inputs the ones before were.
  struct Forked {
    WorldNames names;
    TimePoint outside;
  };
  // A request to Twilio's API, or one to the control API that changes the world.
  struct Asked {
    Request request;          // without its Authorization
    std::string credentials;  // in place of that; see World::credentials_of
  };
  struct Answered {
    std::uint64_t delivery;
    Result<Response> outcome;
    Duration took;
  };
  struct CaughtUp {};  // did what had fallen due
  struct Moved {
    Duration by;  // for the journal, before the clock moves
  };
  struct ClockSet {
    TimePoint outside;
  };
  struct Served {
    std::string origin;
  };
  struct SnapshotTaken {
    std::string name;
  };
  struct Restored {
    std::string name;
    TimePoint outside;
  };
  struct SnapshotDropped {
    std::string name;
  };
  using What = std::variant<Begun, Forked, Asked, Answered, CaughtUp, Moved, ClockSet, Served, SnapshotTaken, Restored,
                            SnapshotDropped>;

  What what;
  TimePoint at;         // the world's time
  std::string journal;  // a mark of the world's journal afterwards, which tells whether it went the same way again
};

// An input to be written down: the name of its kind, a form with all that is short, and the body of what was asked or
// answered as it came.
struct WrittenInput {
  std::string_view kind;
  std::string details;
  std::string_view body;  // looks at the input
};
WrittenInput write_input(const Input::What& what);
// Undoes that; `invalid_input` for what this never wrote.
Result<Input::What> read_input(std::string_view kind, std::string_view details, std::string body);

// Keeps the inputs of one world somewhere.
class InputLog {
 public:
  InputLog() = default;
  InputLog(const InputLog&) = delete;
  InputLog& operator=(const InputLog&) = delete;
  virtual ~InputLog() = default;

  virtual void keep(const Input& input) = 0;
  // Ends when all that was given is safe, and nothing may be said of it before: true. False when it cannot be kept.
  virtual Task<bool> kept() = 0;
  // The world is gone for good, and what was kept of it may go.
  virtual void end() = 0;
};

// In place of the answer to what could not be kept.
Result<Response> cannot_keep();

}  // namespace understudy::simulator
