#pragma once

#include "core/http/message.hpp"
#include "core/runtime/executor.hpp"
#include "core/runtime/result.hpp"
#include "core/runtime/task.hpp"

namespace understudy {

// What arrives of an answer whose line is bad, once the time is over that this takes: the answer, on a good line from
// here on, or connection_lost.
Task<Result<Response>> over_bad_line(Executor& executor, Response answer);

}  // namespace understudy
