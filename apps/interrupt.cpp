#include "apps/interrupt.hpp"

#include <unistd.h>

#include <csignal>
#include <thread>

namespace understudy::apps {

struct Interrupt::State {
  sigset_t signals{};
  std::thread thread;
};

Interrupt::Interrupt() : state_(std::make_unique<State>()) {
  sigemptyset(&state_->signals);
  for (int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&state_->signals, signal);
  pthread_sigmask(SIG_BLOCK, &state_->signals, nullptr);
}

Interrupt::~Interrupt() {
  if (!state_->thread.joinable()) return;
  pthread_kill(state_->thread.native_handle(), SIGUSR1);  // nothing came: let the thread go
  state_->thread.join();
}

void Interrupt::listen(std::function<void()> on_signal) {
  state_->thread = std::thread([this, on_signal = std::move(on_signal)] {
    int signal = 0;
    sigwait(&state_->signals, &signal);
    if (signal == SIGUSR1) return;
    on_signal();
    sigwait(&state_->signals, &signal);
    if (signal != SIGUSR1) _exit(128 + signal);
  });
}

}  // namespace understudy::apps
