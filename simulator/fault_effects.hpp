#pragma once

#include "core/http/message.hpp"
#include "core/webhook/signature.hpp"
#include "simulator/api/answer.hpp"
#include "simulator/fault.hpp"

namespace understudy::simulator {

// What is answered instead of acting.
Answer faulty_answer(const FaultAnswer& wanted);
// Makes of an answer what goes out: another body, another type.
void spoil(Answer& answer, const Fault::Effect& effect);
// The line that the answer takes; nothing when it is a good one.
std::optional<BadLine> line_of(const Fault::Effect& effect);

// A webhook's signature when a fault decides it. Empty: it has none.
std::string faulty_signature(Fault::Signature wanted, const Signer& signer, const std::string& url, const Form& form);

}  // namespace understudy::simulator
