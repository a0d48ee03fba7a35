#include "cli/output/printer.h"

#include "base/text.h"
#include "cli/output/row_printer.h"

#include <array>

namespace skep::cli {
namespace {

struct NamedStyle {
  std::string_view name;
  Style style;
};

constexpr std::array kFormats = {
    NamedStyle{"table", Style::table}, NamedStyle{"vertical", Style::vertical}, NamedStyle{"csv", Style::csv},
    NamedStyle{"tsv", Style::tsv},     NamedStyle{"json", Style::json},         NamedStyle{"ndjson", Style::ndjson},
};

constexpr std::array kBeelineFormats = {
    NamedStyle{"table", Style::table},     NamedStyle{"vertical", Style::vertical},
    NamedStyle{"csv", Style::quoted_csv},  NamedStyle{"tsv", Style::quoted_tsv},
    NamedStyle{"csv2", Style::csv2},       NamedStyle{"tsv2", Style::tsv2},
    NamedStyle{"dsv", Style::dsv},         NamedStyle{"json", Style::resultset},
    NamedStyle{"jsonfile", Style::ndjson},
};

template <size_t N>
std::vector<std::string> names_of(const std::array<NamedStyle, N>& styles) {
  std::vector<std::string> names;
  for (auto& named : styles) names.emplace_back(named.name);
  return names;
}

template <size_t N>
Result<Style> find(const std::array<NamedStyle, N>& styles, std::string_view format) {
  for (auto& named : styles)
    if (equals_ignoring_case(named.name, format)) return named.style;
  return make_error(ErrorCode::invalid_argument, "the output format is one of {}, not '{}'",
                    join(names_of(styles), ", "), format);
}

}  // namespace

Result<Style> style_named(std::string_view format) { return find(kFormats, format); }
Result<Style> beeline_style_named(std::string_view format) { return find(kBeelineFormats, format); }

const std::vector<std::string>& format_names() {
  static const auto names = names_of(kFormats);
  return names;
}

RowPrinter::RowPrinter(Output& output)
    : output_(output),
      reader_([this](const std::vector<Column>& found) { columns(found); },
              [this](Row found) {
                count_++;
                row(std::move(found));
              }) {}

bool RowPrinter::add(std::string_view bytes) {
  reader_.add(bytes);
  return is_read_;
}

std::unique_ptr<Printer> make_printer(const OutputOptions& options, Output& output) {
  switch (options.style) {
    case Style::table: return make_table_printer(options, output);
    case Style::vertical: return make_vertical_printer(options, output);
    case Style::tsv:
    case Style::csv2:
    case Style::tsv2:
    case Style::dsv:
    case Style::quoted_csv:
    case Style::quoted_tsv: return make_delimited_printer(options, output);
    case Style::csv:
    case Style::json:
    case Style::ndjson:
    case Style::resultset: return make_byte_printer(options, output);
  }
  return nullptr;
}

}  // namespace skep::cli
