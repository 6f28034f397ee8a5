#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/http/transport.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "recorder/cassette.hpp"
#include "simulator/world.hpp"

namespace understudy::scenarios {

// Where a scenario plays: all that lies between its client and its app, which are Twilio, or what stands for it, and
// the network. Both sides notice no difference between stages, and neither does their journal.
class Stage {
 public:
  virtual ~Stage() = default;
  virtual Transport& api() = 0;  // leads to `twilio_origin`
  // A text from a phone.
  virtual Result<void> text_in(const simulator::InboundText& text) = 0;

  // The digest of what happened inside Twilio, where that can be seen.
  virtual std::optional<std::string> world_digest() const { return std::nullopt; }
  // What went over the wire, where it is recorded.
  virtual const recorder::Cassette* cassette() const { return nullptr; }
};

// Sets up a stage whose `app_origin` leads to the app. The executor and the app must outlive the stage, and it must not
// be taken down from within a task. An error says what the machine would not give.
using OpenStage = std::function<Result<std::unique_ptr<Stage>>(VirtualExecutor& executor, Service& app,
                                                               simulator::WorldConfig world)>;

// A simulated Twilio in this process, called directly.
OpenStage in_memory();
// The same behind a port of this machine, with the app behind another: real HTTP both ways, under virtual time.
// Records.
OpenStage over_sockets();
// No Twilio at all, only what was recorded from one.
OpenStage from_cassette(recorder::Cassette cassette);

}  // namespace understudy::scenarios
