#pragma once

#include "core/http/form.hpp"
#include "core/http/transport.hpp"
#include "core/observe/journal.hpp"

namespace understudy::scenarios {

// Journals what the client asks and is answered, and nothing that depends on how it was carried: no ports, no headers
// but Retry-After, never credentials.
class Witness final : public Transport {
 public:
  Witness(Executor& executor, Transport& inner, Journal& journal)
      : executor_(executor), inner_(inner), journal_(journal) {}
  Task<Result<Response>> roundtrip(Request request) override;

 private:
  class Pending;
  Executor& executor_;
  Transport& inner_;
  Journal& journal_;
  int requests_ = 0;
};

// `"form":{…}`; a name that comes several times has a list.
void write_form(JsonWriter& json, const Form& form);

}  // namespace understudy::scenarios
