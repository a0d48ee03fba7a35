#pragma once

#include "jobs/job_store.h"
#include "metastore/sql/connection_pool.h"

#include <functional>
#include <string>
#include <thread>

namespace skep::jobs::sql {

/// Hears from the other servers on one PostgreSQL that there is something to do, by LISTEN: one connection, one thread,
/// which sleeps until something comes. A connection that breaks is made again; what may have been missed meanwhile is
/// taken for news.
class NewsListener {
 public:
  /// `pool` is borrowed. What is told in its transactions is this server's own, and no news.
  NewsListener(metastore::sql::ConnectionPool& pool, std::string address, std::function<void(News)> on_news);

  /// Nothing is called any more when this returns.
  ~NewsListener();
  NewsListener(const NewsListener&) = delete;
  NewsListener& operator=(const NewsListener&) = delete;

 private:
  void run();
  void listen();
  bool wait_for(int socket, int milliseconds);  ///< false: it is to end

  metastore::sql::ConnectionPool& pool_;
  const std::string address_;
  const std::function<void(News)> on_news_;
  int ending_;  ///< an eventfd
  std::thread thread_;
};

/// The channel, and what is said on it: the kind of news, and who says it.
inline constexpr const char* kNewsChannel = "skep_jobs";
std::string news_text(News news, const metastore::sql::ConnectionPool& pool);

}  // namespace skep::jobs::sql
