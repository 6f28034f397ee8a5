#include "simulator/sender_pool.hpp"

#include <catch2/catch.hpp>

using understudy::simulator::MessagingService;
using understudy::simulator::SenderPool;

namespace {

MessagingService with(std::vector<std::string> pool) {
  MessagingService service;
  service.sid = "MG";
  service.pool = std::move(pool);
  return service;
}

}  // namespace

TEST_CASE("the pool's best sender for a destination is chosen") {
  struct Row {
    const char* why;
    std::vector<std::string> pool;
    std::string to;
    std::string chosen;
  };
  const auto row = GENERATE(values<Row>({
      {"a short code before numbers", {"+14155550100", "12345"}, "+14155550199", "12345"},
      {"no short code abroad", {"12345", "+14155550100"}, "+447700900123", "+14155550100"},
      {"a name abroad", {"+447700900001", "Acme"}, "+447700900123", "Acme"},
      {"no name in North America", {"Acme", "+14155550100"}, "+14155550199", "+14155550100"},
      {"the recipient's country", {"+14155550100", "+447700900001"}, "+447700900123", "+447700900001"},
      {"else one of the United States", {"+33700000001", "+14155550100"}, "+447700900123", "+14155550100"},
      {"else any", {"+33700000001"}, "+447700900123", "+33700000001"},
      {"the recipient's area code", {"+12125550100", "+14155550100"}, "+14155550199", "+14155550100"},
      {"Canada prefers toll-free", {"+14165550100", "+18885550100"}, "+14165550199", "+18885550100"},
      {"a Canadian number for Canada", {"+14155550100", "+14165550100"}, "+16045550199", "+14165550100"},
      {"toll-free numbers stay at home", {"+18885550100"}, "+447700900123", ""},
      {"nobody texts itself", {"+14155550100"}, "+14155550100", ""},
      {"an empty pool", {}, "+14155550199", ""},
  }));
  INFO(row.why);
  SenderPool pool;
  CHECK(pool.choose(with(row.pool), row.to) == row.chosen);
}

TEST_CASE("senders that are equally good are used evenly, and a recipient keeps its own") {
  const MessagingService service = with({"+14155550100", "+14155550101"});
  SenderPool pool;
  const std::string first = pool.choose(service, "+14155550190");
  const std::string second = pool.choose(service, "+14155550191");
  CHECK(first == "+14155550100");
  CHECK(second == "+14155550101");
  CHECK(pool.choose(service, "+14155550190") == first);
  CHECK(pool.choose(service, "+14155550191") == second);
  CHECK(pool.choose(service, "+14155550192") == first);
}

TEST_CASE("a recipient gets another sender when its own has left the pool") {
  SenderPool pool;
  REQUIRE(pool.choose(with({"+14155550100", "+14155550101"}), "+14155550190") == "+14155550100");
  CHECK(pool.choose(with({"+14155550101"}), "+14155550190") == "+14155550101");
}

TEST_CASE("a service that does not stick uses its pool evenly for everyone") {
  MessagingService service = with({"+14155550100", "+14155550101"});
  service.sticky_sender = false;
  SenderPool pool;
  CHECK(pool.choose(service, "+14155550190") == "+14155550100");
  CHECK(pool.choose(service, "+14155550190") == "+14155550101");
  CHECK(pool.choose(service, "+14155550190") == "+14155550100");
}

TEST_CASE("area codes count only where the service says so") {
  MessagingService service = with({"+12125550100", "+14155550100"});
  service.area_code_geomatch = false;
  SenderPool pool;
  CHECK(pool.choose(service, "+14155550199") == "+12125550100");
}
