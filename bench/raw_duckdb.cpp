// DuckDB alone, as the benchmarks' measure: reads commands, a line each, and answers with a line each.
//
//   run SQL      runs a statement and forgets its result (views, settings, COPY)
//   rows SQL     streams a result to its end, as DuckDB's own chunks
//   arrow SQL    streams a result to its end, as the Arrow record batches that DuckDB's clients get
//
// The answer is `ok WALL_SECONDS CPU_SECONDS ROWS`, or `error TEXT`.

#include <duckdb.hpp>
#include <duckdb/common/arrow/arrow_wrapper.hpp>
#include <duckdb/common/arrow/result_arrow_wrapper.hpp>
#include <duckdb/main/stream_query_result.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>

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

}  // namespace

int main() {
  duckdb::DuckDB database(nullptr);
  duckdb::Connection connection(database);
  for (std::string line; std::getline(std::cin, line);) {
    auto space = std::min(line.find(' '), line.size());
    try {
      auto cpu_before = cpu_seconds();
      auto began = std::chrono::steady_clock::now();
      auto rows = answer(connection, line.substr(0, space), line.substr(std::min(space + 1, line.size())));
      std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
      std::cout << "ok " << wall.count() << ' ' << cpu_seconds() - cpu_before << ' ' << rows << std::endl;
    } catch (const std::exception& error) {
      std::string text = error.what();
      std::replace(text.begin(), text.end(), '\n', ' ');
      std::cout << "error " << text << std::endl;
    }
  }
}
