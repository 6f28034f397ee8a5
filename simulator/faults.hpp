#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "simulator/api/answer.hpp"
#include "simulator/config.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// The faults that are still to come, and how often each operation has happened.
class FaultPlan {
 public:
  struct Waiting {
    Fault fault;
    std::uint64_t strikes_at;  // the count of its operation
  };

  // Counts from now: `nth` 1 is the next time the operation happens.
  void add(Fault fault);
  void clear() { waiting_.clear(); }
  // The operation happens: the fault that strikes, several made into one.
  std::optional<Fault> strike(Operation operation);

  const std::vector<Waiting>& waiting() const { return waiting_; }
  // How many more times the operation of a waiting fault has to happen.
  std::uint64_t times_left(const Waiting& waiting) const { return waiting.strikes_at - count(waiting.fault.on); }

 private:
  std::uint64_t& count(Operation operation) { return counts_[static_cast<std::size_t>(operation)]; }
  std::uint64_t count(Operation operation) const { return counts_[static_cast<std::size_t>(operation)]; }

  std::vector<Waiting> waiting_;
  std::array<std::uint64_t, operations_count> counts_{};
};

std::string_view to_string(Fault::Drop drop);  // "none", "before", "after"

// What a fault with a status has the world answer.
Answer faulty_answer(const Fault& fault);

// What goes wrong, as members of an open object.
void write_fault(JsonWriter& json, const Fault& fault);

}  // namespace understudy::simulator
