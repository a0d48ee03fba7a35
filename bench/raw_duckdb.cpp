// DuckDB alone, as the benchmarks' measure: reads commands, a line each, and answers with a line each.
//
//   run SQL      runs a statement and forgets its result (views, settings, COPY)
//   rows SQL     streams a result to its end, as DuckDB's own chunks
//   arrow SQL    streams a result to its end, as the Arrow record batches that DuckDB's clients get
//   load CONNECTIONS SECONDS SQL; SQL; ...
//                reads the statements' results in turn on so many connections, each with a thread of its own
//
// The answer is `ok WALL_SECONDS CPU_SECONDS ROWS`, for load `ok WALL_SECONDS CPU_SECONDS STATEMENTS P50_MS`, or
// `error TEXT`.

#include <duckdb.hpp>
#include <duckdb/common/arrow/arrow_wrapper.hpp>
#include <duckdb/common/arrow/result_arrow_wrapper.hpp>
#include <duckdb/main/stream_query_result.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr duckdb::idx_t arrow_batch_rows = 122'880;  // one row group, as DuckDB's clients ask by default

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + time.tv_usec / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

duckdb::unique_ptr<duckdb::QueryResult> send(duckdb::Connection& connection, const std::string& sql) {
  auto result = connection.SendQuery(sql);
  if (result->HasError()) result->ThrowError();
  return result;
}

int64_t count_chunks(duckdb::Connection& connection, const std::string& sql) {
  auto result = send(connection, sql);
  int64_t rows = 0;
  while (auto chunk = result->Fetch()) {
    if (chunk->size() == 0) break;
    rows += static_cast<int64_t>(chunk->size());
  }
  if (result->HasError()) result->ThrowError();
  return rows;
}

int64_t count_arrow(duckdb::Connection& connection, const std::string& sql) {
  auto* wrapper = new duckdb::ResultArrowArrayStreamWrapper(send(connection, sql), arrow_batch_rows);
  auto& stream = wrapper->stream;  // its release function deletes the wrapper
  int64_t rows = 0;
  std::string failure;
  while (true) {
    ArrowArray batch{};
    if (stream.get_next(&stream, &batch) != 0) {
      failure = stream.get_last_error(&stream);
      break;
    }
    if (batch.release == nullptr) break;
    rows += batch.length;
    batch.release(&batch);
  }
  stream.release(&stream);
  if (!failure.empty()) throw std::runtime_error(failure);
  return rows;
}

int64_t answer(duckdb::Connection& connection, const std::string& command, const std::string& sql) {
  if (command == "arrow") return count_arrow(connection, sql);
  if (command == "rows") return count_chunks(connection, sql);
  if (command != "run") throw std::invalid_argument("no such command: " + command);
  auto result = connection.Query(sql);
  if (result->HasError()) result->ThrowError();
  return 0;
}

/// What several connections did at the same time.
struct Loaded {
  std::vector<double> latencies_ms;
  std::string failure;
};

Loaded load(duckdb::DuckDB& database, const std::string& arguments) {
  std::istringstream words(arguments);
  size_t connections = 0;
  double seconds = 0;
  std::vector<std::string> statements;
  words >> connections >> seconds;
  for (std::string statement; std::getline(words, statement, ';');) statements.push_back(statement);
  if (connections == 0 || statements.empty()) throw std::invalid_argument("load CONNECTIONS SECONDS SQL");

  Loaded loaded;
  std::mutex mutex;
  auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  auto work = [&](size_t first) {
    std::vector<double> latencies_ms;
    std::string failure;
    try {
      duckdb::Connection connection(database);
      for (auto i = first; std::chrono::steady_clock::now() < end; i++) {
        auto began = std::chrono::steady_clock::now();
        count_chunks(connection, statements[i % statements.size()]);
        latencies_ms.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
      }
    } catch (const std::exception& error) {
      failure = error.what();
    }
    std::lock_guard guard(mutex);
    loaded.latencies_ms.insert(loaded.latencies_ms.end(), latencies_ms.begin(), latencies_ms.end());
    if (!failure.empty()) loaded.failure = failure;
  };
  std::vector<std::thread> threads;
  for (size_t i = 0; i < connections; i++) threads.emplace_back(work, i);
  for (auto& thread : threads) thread.join();
  std::sort(loaded.latencies_ms.begin(), loaded.latencies_ms.end());
  return loaded;
}

}  // namespace

int main() {
  duckdb::DuckDB database(nullptr);
  duckdb::Connection connection(database);
  for (std::string line; std::getline(std::cin, line);) {
    auto space = std::min(line.find(' '), line.size());
    try {
      auto cpu_before = cpu_seconds();
      auto began = std::chrono::steady_clock::now();
      auto command = line.substr(0, space);
      auto rest = line.substr(std::min(space + 1, line.size()));
      auto loaded = command == "load" ? load(database, rest) : Loaded();
      if (!loaded.failure.empty()) throw std::runtime_error(loaded.failure);
      auto rows =
          command == "load" ? static_cast<int64_t>(loaded.latencies_ms.size()) : answer(connection, command, rest);
      std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
      std::cout << "ok " << wall.count() << ' ' << cpu_seconds() - cpu_before << ' ' << rows;
      if (!loaded.latencies_ms.empty()) std::cout << ' ' << loaded.latencies_ms[loaded.latencies_ms.size() / 2];
      std::cout << std::endl;
    } catch (const std::exception& error) {
      std::string text = error.what();
      std::replace(text.begin(), text.end(), '\n', ' ');
      std::cout << "error " << text << std::endl;
    }
  }
}
