#include "base/text.h"
#include "cli/commands.h"
#include "cli/setting_arguments.h"
#include "cli/table_printer.h"
#include "results/encoder.h"
#include "server/server.h"
#include "syntax/parser.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

namespace skep::cli {
namespace {

void print_error(const Error& error, std::string_view text) {
  auto rendered = render(error, text);
  std::fprintf(stderr, "%s\n", rendered.c_str());
}

Result<std::string> read_script(const SqlArguments& arguments) {
  if (!arguments.text.empty() && !arguments.file.empty())
    return make_error(ErrorCode::invalid_argument, "give -e or -f, not both");
  if (!arguments.text.empty()) return arguments.text;
  if (arguments.file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  if (arguments.file.empty())
    return make_error(ErrorCode::invalid_argument, "give statements with -e, or a file of them with -f");
  std::ifstream file(arguments.file, std::ios::binary);
  if (!file) return make_error(ErrorCode::not_found, "the file cannot be read: {}", arguments.file);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<void> print_encoded(session::RunningStatement& statement, results::Format format) {
  auto& rows = statement.rows();
  if (rows.schema().empty()) return {};
  auto encoder = results::make_encoder({format, results::Shape::objects, statement.time_zone()}, rows.schema(),
                                       rows.arrow_schema());
  if (!encoder) return encoder.error();
  std::string out;
  if (auto begun = (*encoder)->begin(out); !begun) return begun.error();
  while (true) {
    std::fwrite(out.data(), 1, out.size(), stdout);
    out.clear();
    auto batch = rows.next();
    if (!batch) return batch.error();
    if (!*batch) break;
    if (auto added = (*encoder)->add(**batch, out); !added) return added.error();
  }
  if (auto finished = (*encoder)->finish(out); !finished) return finished.error();
  std::fwrite(out.data(), 1, out.size(), stdout);
  return {};
}

Result<void> print_rows(session::RunningStatement& statement, const std::string& format) {
  if (format == "json") return print_encoded(statement, results::Format::ndjson);
  if (format == "csv") return print_encoded(statement, results::Format::csv);
  return format == "tsv" ? print_tsv(statement) : print_table(statement);
}

/// Runs one statement; false after an error, which has been printed.
bool run_statement(session::SessionService& session, const SqlArguments& arguments, std::string_view text,
                   session::SessionState& state) {
  session::StatementRequest request;
  request.text = text;
  request.keeps_session = true;
  if (arguments.analyze_only) {
    auto plan = session.analyze_only(request, state);
    if (!plan) {
      print_error(plan.error(), text);
      return false;
    }
    std::fputs(plan->c_str(), stdout);
    return true;
  }
  auto statement = session.execute(request, state);
  if (!statement) {
    print_error(statement.error(), text);
    return false;
  }
  if (auto printed = print_rows(**statement, arguments.format); !printed) {
    std::fflush(stdout);
    print_error(printed.error(), text);
    return false;
  }
  std::fflush(stdout);
  return true;
}

}  // namespace

int run_sql(const SqlArguments& arguments) {
  auto script = read_script(arguments);
  auto settings = parse_settings(arguments.settings);
  if (!script || !settings) {
    print_error(script ? settings.error() : script.error(), "");
    return EXIT_FAILURE;
  }
  auto warehouse = server::open_warehouse({arguments.warehouse, std::move(*settings)});
  if (!warehouse) {
    print_error(warehouse.error(), "");
    return EXIT_FAILURE;
  }
  session::SessionState state;
  state.database = to_lower(arguments.database);
  for (auto& part : syntax::split_script(*script)) {
    if (!run_statement((*warehouse)->session(), arguments, part.text, state)) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace skep::cli
