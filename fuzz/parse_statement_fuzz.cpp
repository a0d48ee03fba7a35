// folders: base types syntax
#include "base/check.h"
#include "syntax/parser.h"
#include "syntax/printer.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Any bytes are a statement or an error. A statement's SQL parses again, and to the same tree.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace skep::syntax;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& part : split_script(text)) {
    auto statement = parse_statement(part.text);
    if (!statement) {
      skep::check(statement.error().position.has_value(), "a parser's error has a position");
      continue;
    }
    auto again = parse_statement(to_sql(*statement));
    skep::check(again.has_value(), "what is printed can be parsed");
    skep::check(to_tree(*again) == to_tree(*statement), "what is printed has the same tree");
  }
  return 0;
}
