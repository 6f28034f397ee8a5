#include <unistd.h>

#include <cassert>
#include <chrono>
#include <fstream>
#include <vector>

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/text/base64.hpp"
#include "simulator/world.hpp"
#include "tests/bench/clock.hpp"
#include "tests/bench/measures.hpp"

namespace understudy::bench {
namespace {

constexpr std::size_t batch = 1000;  // created at one time of the world, a second before the next
constexpr std::size_t senders = 100;
constexpr std::size_t samples = 1000;
constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

simulator::WorldConfig world_config() {
  simulator::WorldConfig config;
  config.rates.long_code = 1'000'000;
  return config;
}

std::string recipient(std::size_t i) { return "+1555" + std::to_string(1'000'000 + i); }  // each has one message
std::string sender(std::size_t i) { return "+1556" + std::to_string(1'000'000 + i % senders); }

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t all = 0;
  std::int64_t resident = 0;
  statm >> all >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE));
}

// A world whose app answers every callback at once.
class GrowingWorld {
 public:
  std::size_t size() const { return size_; }
  TimePoint now() const { return now_; }
  const simulator::World& world() const { return world_; }
  // SIDs of messages, each as likely as the others.
  const std::vector<std::string>& sample() const { return sample_; }

  void create_batch() {
    for (std::size_t i = 0; i < batch; ++i) {
      Request request = to_api("POST", ".json");
      request.headers.add("Content-Type", "application/x-www-form-urlencoded");
      request.body = encode_form({{"To", recipient(size_)},
                                  {"From", sender(size_)},
                                  {"Body", "Your code is " + std::to_string(size_) + ". It is valid for ten minutes."},
                                  {"StatusCallback", "https://app.example/status"}});
      keep_sample(answer(request, 201));
      ++size_;
    }
  }
  void live(Duration span) {
    const TimePoint end = now_ + span;
    while (const auto due = world_.next_due()) {
      if (*due > end) break;
      world_.run_due(*due);
      for (const auto& delivery : world_.take_deliveries()) world_.delivered(delivery.id, Response(204), *due);
    }
    now_ = end;
  }
  // `what` is what comes behind the path of the messages.
  std::string get(const std::string& what) { return answer(to_api("GET", what), 200); }

 private:
  Request to_api(std::string method, const std::string& what) const {
    const auto& config = world_.config();
    Request request(std::move(method),
                    "https://api.twilio.com/2010-04-01/Accounts/" + config.account_sid + "/Messages" + what);
    request.headers.add("Authorization",
                        "Basic " + base64_encode(config.account_sid + ":" + std::string(config.auth_token.reveal())));
    return request;
  }
  std::string answer(const Request& request, [[maybe_unused]] int wanted) {
    simulator::Reply reply = world_.handle(request, now_);
    assert(reply.response && reply.response->status == wanted);
    return std::move(reply.response->body);
  }
  void keep_sample(const std::string& created) {
    const std::size_t place = sample_.size() < samples ? size_ : rng_.below(size_);
    if (place >= samples) return;
    const std::string_view before = "/Messages/";
    std::string sid = created.substr(created.find(before) + before.size(), 34);
    place < sample_.size() ? void(sample_[place] = std::move(sid)) : sample_.push_back(std::move(sid));
  }

  simulator::World world_{world_config()};
  TimePoint now_ = start;
  std::size_t size_ = 0;
  std::vector<std::string> sample_;
  Rng rng_{1};
};

// Microseconds of CPU time that one call takes, the mean of several with other arguments.
template <class Call>
double cost(std::size_t calls, Call call) {
  const double before = cpu_seconds();
  for (std::size_t i = 0; i < calls; ++i) call(i);
  return (cpu_seconds() - before) * 1e6 / static_cast<double>(calls);
}

void measure_reads(GrowingWorld& world, const Tell& tell) {
  const std::size_t size = world.size();
  tell("fetch", size, cost(samples, [&](std::size_t i) { world.get("/" + world.sample()[i] + ".json"); }));
  const std::string middle = percent_encode(format_timestamp(start + (world.now() - start) / 2));
  const auto list = [&](std::string_view name, const auto& query) {
    tell("first_" + std::string(name), size, cost(1, [&](std::size_t) { world.get(".json?" + query(0)); }));
    tell(name, size, cost(50, [&](std::size_t i) { world.get(".json?" + query(i)); }));
  };
  const auto some_to = [&](std::size_t i) { return "To=" + percent_encode(recipient(size / 50 * i)); };
  const auto some_from = [&](std::size_t i) { return "From=" + percent_encode(sender(i)); };
  list("page", [&](std::size_t) { return std::string(); });
  list("by_token", [&](std::size_t i) { return "Page=1&PageToken=PA" + world.sample()[i]; });
  list("by_date", [&](std::size_t) { return "DateSent%3C=" + middle; });
  list("by_to", some_to);
  list("by_from", some_from);
  list("by_to_and_date", [&](std::size_t i) { return some_to(i) + "&DateSent%3C=" + middle; });
  list("by_to_and_from", [&](std::size_t i) { return some_to(i) + "&" + some_from(size / 50 * i); });
}

}  // namespace

void grow(std::size_t messages, const Tell& tell) {
  const double empty = resident_bytes();
  GrowingWorld world;
  for (std::size_t size = batch; size <= messages; size *= 10) {
    const double made = static_cast<double>(size - world.size());
    double creates = 0;
    double lives = 0;
    while (world.size() < size) {
      creates += cost(1, [&](std::size_t) { world.create_batch(); });
      lives += cost(1, [&](std::size_t) { world.live(std::chrono::seconds(1)); });
    }
    lives += cost(1, [&](std::size_t) { world.live(std::chrono::minutes(1)); });
    tell("create", size, creates / made);
    tell("life", size, lives / made);
    measure_reads(world, tell);
    tell("bytes", size, (resident_bytes() - empty) / static_cast<double>(size));
    tell("copy", size, cost(1, [&](std::size_t) { simulator::World copy(world.world()); }));
  }
}

}  // namespace understudy::bench
