#include "cli/shell/interrupts.h"

#include <fcntl.h>
#include <unistd.h>
#include <csignal>
#include <utility>

namespace skep::cli {
namespace {

// A signal handler reaches nothing but this.
int interrupt_pipe[2] = {-1, -1};

void on_interrupt(int) {
  char byte = 'i';
  (void)!::write(interrupt_pipe[1], &byte, 1);
}

}  // namespace

Interrupts::Interrupts() {
  if (::pipe2(interrupt_pipe, O_CLOEXEC) != 0) return;
  thread_ = std::thread([this] { run(); });
  struct sigaction action {};
  action.sa_handler = on_interrupt;  // without SA_RESTART: reading a line ends
  sigaction(SIGINT, &action, nullptr);
}

Interrupts::~Interrupts() {
  std::signal(SIGINT, SIG_DFL);
  char byte = 'q';
  (void)!::write(interrupt_pipe[1], &byte, 1);
  if (thread_.joinable()) thread_.join();
  for (auto& end : interrupt_pipe) ::close(std::exchange(end, -1));
}

void Interrupts::handle(std::function<void()> handler) {
  std::lock_guard guard(mutex_);
  handler_ = std::move(handler);
}

void Interrupts::run() {
  char byte = 0;
  while (::read(interrupt_pipe[0], &byte, 1) == 1 && byte == 'i') {
    std::lock_guard guard(mutex_);
    if (handler_) handler_();
  }
}

}  // namespace skep::cli
