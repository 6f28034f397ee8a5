#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "core/runtime/time.hpp"

struct pollfd;

namespace understudy {

// The threads of a server: as few as the machine runs at once, however many connections there are. A connection that is
// silent costs no thread; one whose request has to wait for something lends its place to another thread meanwhile.
// For the httplib adapters alone.
class Crew {
 public:
  // Serves what has come in on the connection of that number; what comes after that waits for the next `watch`.
  using Serve = std::function<void(std::uint64_t connection)>;

  // At most `threads_max` requests wait at once; further ones wait to be read.
  Crew(Serve serve, int threads_max);
  ~Crew();  // after `stop`

  void start();
  // What comes in next on the descriptor is served, once.
  void watch(int descriptor, std::uint64_t connection);
  // Calls `job` about once a second on one of the threads.
  void every_second(std::function<void()> job) { every_second_ = std::move(job); }

  // Waits until the descriptor is readable (or writable), on a thread of the crew; false when time is up or the crew
  // stops.
  bool wait_readable(int descriptor, Duration limit);
  bool wait_writable(int descriptor, Duration limit);
  // Likewise, for whatever comes first of at most seven descriptors; those below 0 are passed over.
  bool wait_any(std::span<const pollfd> descriptors, Duration limit);
  // Runs a job that waits.
  void away(const std::function<void()>& job);

  // Ends all waiting, for good; then ends the threads.
  void stop();
  void join();

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::function<void()> every_second_;
};

}  // namespace understudy
