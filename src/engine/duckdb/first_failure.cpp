#include "engine/duckdb/first_failure.h"

#include <duckdb/common/progress_bar/progress_bar_display.hpp>
#include <duckdb/execution/executor.hpp>
#include <duckdb/main/client_config.hpp>

namespace skep::engine {

/// Stands where DuckDB has something that shows progress: that goes when all threads of a query have stopped, and while
/// the executor is still there, which knows the failures in their order.
class FirstFailure::Watch final : public duckdb::ProgressBarDisplay {
 public:
  Watch(duckdb::ClientContext& context, std::shared_ptr<FirstFailure> failure)
      : context_(context), failure_(std::move(failure)) {}
  ~Watch() override {
    try {
      auto& executor = context_.GetExecutor();
      if (executor.HasError()) failure_->error_ = executor.GetError();
    } catch (const std::exception&) {
      // The executor has gone: nothing is known that DuckDB does not say itself.
    }
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void Update(double) override {}
  void Finish() override {}

 private:
  duckdb::ClientContext& context_;
  std::shared_ptr<FirstFailure> failure_;
};

std::shared_ptr<FirstFailure> FirstFailure::watch(duckdb::ClientContext& context) {
  auto failure = std::make_shared<FirstFailure>();
  auto& config = duckdb::ClientConfig::GetConfig(context);
  config.enable_progress_bar = true;
  config.print_progress_bar = true;
  config.display_create_func = [&context, failure]() -> duckdb::unique_ptr<duckdb::ProgressBarDisplay> {
    return duckdb::make_uniq<Watch>(context, failure);
  };
  return failure;
}

void FirstFailure::stop_watching(duckdb::ClientContext& context) {
  auto& config = duckdb::ClientConfig::GetConfig(context);
  config.print_progress_bar = false;
  config.display_create_func = nullptr;
}

const duckdb::ErrorData& FirstFailure::behind(const duckdb::ErrorData& given) const {
  return given.Type() == duckdb::ExceptionType::INTERRUPT && error_ ? *error_ : given;
}

}  // namespace skep::engine
