#include "core/http/bad_line.hpp"

#include <algorithm>

#include "core/runtime/waiting.hpp"

namespace understudy {

std::size_t BadLine::passes(std::size_t body_size) const {
  if (!reset_after) return body_size;
  return std::min(*reset_after, body_size == 0 ? 0 : body_size - 1);
}

Duration BadLine::time_for(std::size_t bytes) const {
  if (!bytes_per_second) return Duration{0};
  return Duration(std::chrono::seconds(1)) * static_cast<std::int64_t>(bytes) / *bytes_per_second;
}

Task<Result<Response>> over_bad_line(Executor& executor, Response answer) {
  const BadLine line = *answer.bad_line;
  const std::size_t passed = line.passes(answer.body.size());
  co_await sleep_for(executor, line.time_for(passed));
  answer.bad_line.reset();
  if (!line.reset_after) co_return answer;
  co_return failure(ErrorCode::connection_lost,
                    "the connection was reset after " + std::to_string(passed) + " bytes of the answer's body");
}

}  // namespace understudy
