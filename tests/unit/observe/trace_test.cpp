#include "core/observe/trace.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

// https://www.w3.org/TR/trace-context/#examples-of-http-traceparent-headers
const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string span = "00f067aa0ba902b7";
const std::string sampled = "00-" + trace + "-" + span + "-01";

}  // namespace

TEST_CASE("a traceparent is read and written as the specification shows it") {
  const auto context = TraceContext::parse(sampled);
  REQUIRE(context);
  CHECK(context->trace_id() == trace);
  CHECK(hexadecimal(context->span) == span);
  CHECK(context->sampled);
  CHECK(context->parent_span == 0);
  CHECK(context->traceparent() == sampled);

  const auto not_sampled = TraceContext::parse("00-" + trace + "-" + span + "-00");
  REQUIRE(not_sampled);
  CHECK_FALSE(not_sampled->sampled);
  CHECK(not_sampled->traceparent() == "00-" + trace + "-" + span + "-00");
}

TEST_CASE("of a later version of traceparent what is known is read") {
  const auto c = GENERATE_COPY(values<std::pair<std::string, bool>>({
      {"cc-" + trace + "-" + span + "-01", true},
      {"cc-" + trace + "-" + span + "-01-what-the-future-brings", true},
      {"cc-" + trace + "-" + span + "-01.what-the-future-brings", false},
      {"cc-" + trace + "-" + span + "-01-", true},
      {"00-" + trace + "-" + span + "-03", true},  // flags that are not known
      {"00-" + trace + "-" + span + "-ff", true},
  }));
  CAPTURE(c.first);
  const auto context = TraceContext::parse(c.first);
  REQUIRE(context.has_value() == c.second);
  if (context) CHECK(context->traceparent() == sampled);
}

TEST_CASE("a traceparent that the specification has ignored is nothing") {
  const std::string text = GENERATE_COPY(values<std::string>({
      "",
      "00",
      "00-" + trace + "-" + span,
      "00-" + trace + "-" + span + "-1",
      "00-" + trace + "-" + span + "-01-more",
      "00-" + trace + "-" + span + "-01 ",
      " " + sampled,
      "ff-" + trace + "-" + span + "-01",
      "0g-" + trace + "-" + span + "-01",
      "00-" + std::string(32, '0') + "-" + span + "-01",
      "00-" + trace + "-" + std::string(16, '0') + "-01",
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + span + "-01",
      "00-" + trace + "-" + span + "-0x",
      "00_" + trace + "-" + span + "-01",
      "00-" + trace + "_" + span + "-01",
      "00-" + trace + "-" + span + "_01",
      "00-+bf92f3577b34da6a3ce929d0e0e4736-" + span + "-01",
  }));
  CAPTURE(text);
  CHECK_FALSE(TraceContext::parse(text));
}

TEST_CASE("a part of a piece of work stays in its trace, and a trace can be told by its seed") {
  Rng rng(7);
  const TraceContext whole = TraceContext::root(rng);
  const TraceContext part = whole.child(rng);
  CHECK(whole.parent_span == 0);
  CHECK(part.trace_id() == whole.trace_id());
  CHECK(part.parent_span == whole.span);
  CHECK(part.span != whole.span);
  CHECK(TraceContext::parse(part.traceparent())->span == part.span);

  TraceContext hidden = whole;
  hidden.sampled = false;
  CHECK_FALSE(hidden.child(rng).sampled);

  Rng again(7);
  CHECK(TraceContext::root(again) == whole);
  CHECK(TraceContext::root(again) != whole);
}
