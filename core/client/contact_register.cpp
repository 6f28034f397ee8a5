#include "core/client/contact_register.hpp"

#include <exception>

#include "core/runtime/waiting.hpp"

namespace understudy {

Task<> refresh(DoNotContact& cache, ContactRegister& contact_register, PhoneNumber number, Executor& executor,
               Duration limit) {
  if (!cache.should_ask(number.text(), executor.now())) co_return;
  std::optional<Result<bool>> answer;
  try {
    auto asking = contact_register.is_listed(number);
    answer = co_await within(executor, limit, std::move(asking));
  } catch (const std::exception&) {
    answer.reset();
  }
  if (answer && *answer) {
    cache.remember(number.text(), **answer, executor.now());
  } else {
    cache.register_failed(number.text(), executor.now());
  }
}

}  // namespace understudy
