#include "cli/shell/statement_runner.h"

#include "base/text.h"
#include "cli/output/progress_line.h"
#include "cli/output/terminal.h"
#include "syntax/parser.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <optional>

namespace skep::cli {

StatementRunner::StatementRunner(Connection& connection, RunnerOptions options, Variables variables,
                                 Interrupts* interrupts)
    : connection_(connection),
      options_(std::move(options)),
      variables_(std::move(variables)),
      interrupts_(interrupts) {}

bool StatementRunner::run(std::string_view statement) {
  if (variables_.take_assignment(statement)) return true;
  auto text = variables_.substitute(statement);
  if (options_.is_verbose) std::fprintf(stdout, "%s;\n", text.c_str());
  if (options_.analyze_only) {
    auto plan = connection_.plan_of(text);
    if (!plan) return print_error(plan.error(), text), false;
    std::fputs(plan->c_str(), stdout);
    return true;
  }
  if (interrupts_) interrupts_->handle([this] { connection_.cancel(); });
  auto printed = print_answer(text);
  if (interrupts_) interrupts_->handle(nullptr);
  if (!printed) print_error(printed.error(), text);
  return static_cast<bool>(printed);
}

Result<void> StatementRunner::print_answer(const std::string& text) {
  auto began = std::chrono::steady_clock::now();
  auto options = options_.output;
  auto size = terminal_size();
  if (size && options.width_max == 0) options.width_max = size->columns;
  Output output(size ? options_.pager : "", size ? size->lines : 0);
  auto printer = make_printer(options, output);
  std::optional<ProgressLine> progress;
  if (options_.shows_progress) progress.emplace(connection_);
  auto done = connection_.execute(text, printer->form(), [&](std::string_view bytes) {
    progress.reset();
    return printer->add(bytes);
  });
  progress.reset();
  if (!done) return done;

  printer->finish();
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  if (options_.shows_seconds && !options.is_silent) output.write(fmt::format("{:.3f} s\n", seconds.count()));
  return {};
}

bool StatementRunner::run_script(std::string_view script, bool force) {
  bool all_well = true;
  for (auto& part : syntax::split_script(script)) {
    if (run(part.text)) continue;
    all_well = false;
    if (!force) break;
  }
  return all_well;
}

void print_error(const Error& error, std::string_view text) {
  std::fflush(stdout);
  std::fprintf(stderr, "%s\n", render(error, text).c_str());
}

}  // namespace skep::cli
