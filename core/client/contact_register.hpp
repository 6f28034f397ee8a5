#pragma once

#include "core/message/phone_number.hpp"
#include "core/policy/do_not_contact.hpp"
#include "core/runtime/task.hpp"

namespace understudy {

// A register of people who must not be contacted: a service, a database. Asked before a message waits for its turn,
// never between that and the request.
class ContactRegister {
 public:
  virtual ~ContactRegister() = default;
  // Whether it has the number. An error, an exception, and no answer in time all mean that it is down.
  virtual Task<Result<bool>> is_listed(PhoneNumber number) = 0;
};

// Asks the register about the number if that is called for, and writes down what it said, or that it failed. Two at
// once about one number both ask. `limit` is for the answer; two seconds are plenty. Cache and register must outlive
// it.
Task<> refresh(DoNotContact& cache, ContactRegister& contact_register, PhoneNumber number, Executor& executor,
               Duration limit);

}  // namespace understudy
