#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/world_driver.hpp"

namespace understudy::test {

// A way in which one of Twilio's codes comes about here by itself, without a rule or a fault that asks for it.
struct Provocation {
  enum class As {
    refusal,  // of a request
    ending,   // of a message
    alert,    // in the debugger
  };
  As as = As::refusal;
  int code = 0;
  std::string how;
  simulator::WorldConfig config = {};
  std::function<void(WorldDriver&)> act;
};

// Each does what its code is for; whether it then comes is for the test to see.
std::vector<Provocation> refusals();
std::vector<Provocation> endings();
std::vector<Provocation> alerts();

}  // namespace understudy::test
