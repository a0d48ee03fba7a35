#include "services/http/statement_watch.h"

#include <chrono>
#include <thread>
#include <tuple>

namespace skep::services {
namespace {

constexpr std::chrono::milliseconds kUntilKnown{10};

/// A statement may not be known yet when its client goes away: tries until it is, or is over.
void cancel_statement(session::SessionService& session, const std::string& id, const std::atomic<bool>& over) {
  while (!over && !session.cancel(id)) std::this_thread::sleep_for(kUntilKnown);
}

}  // namespace

StatementWatch::StatementWatch(Api& api, std::string id, Cancellation gone) {
  observation_ = gone.observe([&api, id = std::move(id), over = over_] {
    // On another thread, since this one serves sockets. The pool's queue has no bound, so it never refuses.
    std::ignore = api.control.post([&api, id, over] { cancel_statement(api.session, id, *over); });
  });
}

StatementWatch::~StatementWatch() { *over_ = true; }

}  // namespace skep::services
