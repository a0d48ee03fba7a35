#include "jobs/sql/news.h"

#include "base/random_id.h"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <spdlog/spdlog.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <memory>
#include <string_view>
#include <utility>

namespace skep::jobs::sql {
namespace {

constexpr int kReconnectPauseMs = 1000;
constexpr std::string_view kCancel = "cancel ";
constexpr std::string_view kQueued = "queued ";

struct FreeNotification {
  void operator()(PGnotify* notification) const { PQfreemem(notification); }
};

}  // namespace

std::string news_text(News news, const metastore::sql::ConnectionPool& pool) {
  static const std::string process = random_id();
  return fmt::format("{}{} {}", news == News::cancel_wanted ? kCancel : kQueued, process, fmt::ptr(&pool));
}

NewsListener::NewsListener(metastore::sql::ConnectionPool& pool, std::string address, std::function<void(News)> on_news)
    : pool_(pool),
      address_(std::move(address)),
      on_news_(std::move(on_news)),
      ending_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { run(); }) {}

NewsListener::~NewsListener() {
  uint64_t one = 1;
  static_cast<void>(!::write(ending_, &one, sizeof(one)));
  thread_.join();
  ::close(ending_);
}

bool NewsListener::wait_for(int socket, int milliseconds) {
  pollfd waited[] = {{ending_, POLLIN, 0}, {socket, POLLIN, 0}};
  ::poll(waited, socket < 0 ? 1 : 2, milliseconds);
  return waited[0].revents == 0;
}

void NewsListener::run() {
  do {
    try {
      listen();
      return;
    } catch (const soci::soci_error& failure) {
      spdlog::warn("the store of jobs tells no news now: {}", failure.get_error_message());
    }
  } while (wait_for(-1, kReconnectPauseMs));
}

/// Until it is to end; throws when the connection breaks.
void NewsListener::listen() {
  soci::session session;
  pool_.dialect().connect(session, address_);
  session << std::string("LISTEN ") + kNewsChannel;
  auto* connection = static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
  on_news_(News::queued);
  while (wait_for(PQsocket(connection), -1)) {
    if (PQconsumeInput(connection) == 0) throw soci::soci_error(PQerrorMessage(connection));
    while (auto notification = std::unique_ptr<PGnotify, FreeNotification>(PQnotifies(connection))) {
      std::string_view text = notification->extra;
      auto kind = text.starts_with(kCancel) ? News::cancel_wanted : News::queued;
      if (text != news_text(kind, pool_)) on_news_(kind);
    }
  }
}

}  // namespace skep::jobs::sql
