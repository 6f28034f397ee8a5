#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/runtime/executor.hpp"
#include "simulator/input.hpp"
#include "simulator/world_file.hpp"

namespace understudy::simulator {

// Keeps worlds in a SQLite file, as the inputs that made them: what it has said to be kept is there after the process
// was killed. One process at a time.
//
// All is written in the executor's thread, and what comes in one go is committed in one.
class WorldStore {
 public:
  // A world as it was made: the names it had then, and what was asked for; empty for the first.
  struct Kept {
    std::int64_t id;
    WorldNames names;
    std::string setup;
  };

  // Makes the file, which only its owner may read, or opens one that worlds of the same settings are kept in.
  // `invalid_input` where it is something else, `configuration` where it cannot be opened.
  static Result<std::unique_ptr<WorldStore>> open(Executor& executor, const std::string& path,
                                                  const Settings& settings);
  ~WorldStore();

  // Those that are kept, in the order in which they were made.
  Result<std::vector<Kept>> worlds() const;
  // All inputs of the world, oldest first; `each` ends it by a failure.
  Result<void> read(const Kept& world, const std::function<Result<void>(Input)>& each) const;
  // What is kept goes on from there.
  std::shared_ptr<InputLog> log_of(std::int64_t world);
  // Begins a world; what was made of no setup is the first.
  std::shared_ptr<InputLog> add(const WorldNames& names, std::string_view setup);
  // One with all the inputs of another.
  std::shared_ptr<InputLog> copy(const InputLog& origin);

  Task<bool> kept();  // as InputLog's
  // Is told once, with a message for people, when something could not be written. Nothing is kept from then on.
  void on_failure(std::function<void(const std::string&)> listener);

 private:
  class Log;
  struct State;
  explicit WorldStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace understudy::simulator
