#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "core/http/transport.hpp"

namespace understudy::test {

// Takes what services throw, in place of standard error, as long as it lives.
class ExceptionsSeen {
 public:
  ExceptionsSeen()
      : before_(set_exception_sink([this](std::string_view why) {
          std::lock_guard lock(mutex_);
          seen_.emplace_back(why);
        })) {}
  ExceptionsSeen(const ExceptionsSeen&) = delete;
  ExceptionsSeen& operator=(const ExceptionsSeen&) = delete;
  ~ExceptionsSeen() { set_exception_sink(before_); }

  std::vector<std::string> all() {
    std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> seen_;
  ExceptionSink before_;
};

}  // namespace understudy::test
