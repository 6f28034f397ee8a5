#include "core/runtime/virtual_executor.hpp"

#include <cstdio>
#include <cstdlib>

namespace understudy {
namespace {

// Longer than a transport waits for an answer, so that its own time limit ends what will never be answered.
constexpr Duration patience = std::chrono::seconds(120);

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "understudy: virtual time cannot go on: %s\n", why);
  std::abort();
}

}  // namespace

bool VirtualExecutor::step(bool ran) {
  if (!ran) return false;
  ++steps_;
  digest_ = (digest_ ^ static_cast<std::uint64_t>(now_.time_since_epoch().count())) * 0x100000001b3;
  return true;
}

void VirtualExecutor::wait_for_outside() {
  if (!inbox_.wait_for(patience)) give_up("nothing came back from a socket for two minutes");
  inbox_.drain();
}

bool VirtualExecutor::run_one() {
  if (step(run_ready())) return true;
  if (inbox_.drain()) return true;
  if (outside_ > 0) {
    wait_for_outside();
    return true;
  }
  if (step(run_quiet())) return true;
  auto due = next_due();
  if (!due) return false;
  if (*due > now_) now_ = *due;
  return step(run_due(now_));
}

void VirtualExecutor::run_until(const std::function<bool()>& finished) {
  while (!finished()) {
    if (!run_one()) give_up("a task waits for something that nothing left can bring about");
  }
}

}  // namespace understudy
