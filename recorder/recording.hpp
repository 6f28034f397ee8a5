#pragma once

#include <memory>
#include <string>

#include "core/http/transport.hpp"
#include "core/observe/secret.hpp"
#include "recorder/cassette.hpp"

namespace understudy::recorder {

// Takes down what the two wrappers below see. Credentials never reach it whole: the Authorization header is dropped,
// what it held is remembered for as long as the recording lasts and struck out wherever else it turns up, and so are
// the secrets it is told of. It must outlive the tasks that it records.
class Recording {
 public:
  // Keeps the cassette in memory.
  Recording(Executor& executor, std::string upstream);
  // Appends each interaction to the file as soon as it has ended, so that a crash loses none, and keeps none in memory;
  // `configuration` when the file exists (unless `overwrite`) or cannot be written.
  static Result<std::unique_ptr<Recording>> to_file(Executor& executor, std::string upstream, std::string path,
                                                    bool overwrite);
  ~Recording();

  void add_secret(const Secret& secret);
  // Its interactions are those kept in memory.
  const Cassette& cassette() const;
  // Interactions that have ended.
  std::size_t count() const;
  // A failure to write that happened since; checked at the end of a recording.
  const std::optional<Error>& failed() const;

 private:
  friend class RecordingTransport;
  friend class RecordingService;
  struct State;
  class Take;
  explicit Recording(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Records what the app asks of the API. A request that is given up on is recorded as one that had no answer in time.
class RecordingTransport final : public Transport {
 public:
  RecordingTransport(Transport& inner, Recording& recording) : inner_(inner), recording_(recording) {}
  Task<Result<Response>> roundtrip(Request request) override;

 private:
  Transport& inner_;
  Recording& recording_;
};

// Records what Twilio posts to the app; media that it fetches are passed on only, for a replay fetches none.
class RecordingService final : public Service {
 public:
  RecordingService(Service& inner, Recording& recording) : inner_(inner), recording_(recording) {}
  Task<Result<Response>> handle(Request request) override;

 private:
  Service& inner_;
  Recording& recording_;
};

}  // namespace understudy::recorder
