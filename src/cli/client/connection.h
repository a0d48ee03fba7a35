#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace skep::cli {

/// The bytes that an answer is asked for in.
enum class Form {
  rows,    ///< NDJSON: a first line {"columns": [{"name", "type"}]}, then a row a line as a JSON array
  ndjson,  ///< a row a line as a JSON object
  csv,     ///< with a header line
};

/// How far the statement that runs has come.
struct Progress {
  std::string state;                      ///< queued, running
  int64_t rows_scanned = 0;               ///< read from tables so far; 0 also where it is not known
  std::optional<double> percentage = {};  ///< nothing where it is not known
};

/// Runs statements for the command line, one after the other, in one session: USE and SET last until the connection
/// ends. One thread executes; any other may cancel and ask for progress meanwhile.
class Connection {
 public:
  /// Takes an answer's bytes as they come, cut anywhere; false says that they are enough.
  using Sink = std::function<bool(std::string_view)>;

  virtual ~Connection() = default;

  /// Runs one statement and hands its answer to the sink. A statement without a result gives no bytes. A sink that has
  /// had enough cancels the statement, which is no error. Bytes that came before an error were handed over.
  virtual Result<void> execute(const std::string& text, Form form, const Sink& sink) = 0;

  /// The statement's plan with names and types, without running it.
  virtual Result<std::string> plan_of(const std::string& text) = 0;

  /// Cancels the statement that runs, if any: `execute` then fails with `cancelled`.
  virtual void cancel() = 0;

  /// Nothing while no statement runs, or where it cannot be known.
  virtual std::optional<Progress> progress() = 0;
};

}  // namespace skep::cli
