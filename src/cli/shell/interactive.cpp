#include "cli/shell/interactive.h"

#include "base/text.h"
#include "cli/shell/catalog_names.h"
#include "cli/shell/line_editor.h"
#include "cli/shell/shell_commands.h"
#include "cli/shell/statement_buffer.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace skep::cli {
namespace {

bool may_change_names(std::string_view statement) {
  auto word = to_upper(trim(statement).substr(0, 6));
  return !word.starts_with("SELECT") && !word.starts_with("SHOW") && !word.starts_with("DESC");
}

class Dialogue {
 public:
  Dialogue(Connection& connection, StatementRunner& runner)
      : runner_(runner),
        names_(connection),
        completer_(names_),
        editor_(history_path(), [this](std::string_view line) { return complete(line); }) {}

  void run() {
    database_ = names_.current_database();
    std::string line;
    while (!is_over_) {
      auto event = editor_.read(prompt(), line);
      if (event == LineEditor::Event::end) break;
      if (event == LineEditor::Event::interrupted) {
        std::puts("^C");
        buffer_.clear();
        continue;
      }
      take(line);
    }
    if (!is_over_) std::puts("");
  }

 private:
  std::string prompt() const {
    auto name = database_.empty() ? "skep" : database_;
    return buffer_.rest().empty() ? name + "> " : std::string(name.size() > 3 ? name.size() - 3 : 0, ' ') + "...> ";
  }

  void take(const std::string& line) {
    if (buffer_.rest().empty() && is_shell_command(line)) {
      editor_.remember(line);
      is_over_ = run_shell_command(line, runner_) == AfterCommand::leave;
      refresh();
      return;
    }
    for (auto& statement : buffer_.add(line)) {
      editor_.remember(on_one_line(statement) + ";");
      runner_.run(statement);
      if (may_change_names(statement)) refresh();
    }
  }

  void refresh() {
    completer_.forget();
    if (!is_over_) database_ = names_.current_database();
  }

  Completion complete(std::string_view line) {
    auto earlier = buffer_.rest();
    auto completion = completer_.complete(earlier + std::string(line));
    completion.begin -= std::min(completion.begin, earlier.size());
    return completion;
  }

  StatementRunner& runner_;
  CatalogNames names_;
  Completer completer_;
  StatementBuffer buffer_;
  LineEditor editor_;
  std::string database_;
  bool is_over_ = false;
};

}  // namespace

int run_interactive(Connection& connection, StatementRunner& runner, const std::string& place) {
  if (!runner.output().is_silent)
    fmt::print("skep {} on {}. Statements end with ; and Tab completes names; !help lists the commands.\n",
               SKEP_VERSION, place);
  Dialogue(connection, runner).run();
  return EXIT_SUCCESS;
}

}  // namespace skep::cli
