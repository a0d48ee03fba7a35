#include "cli/shell/statement_buffer.h"

#include "base/text.h"
#include "syntax/lexer.h"
#include "syntax/parser.h"

namespace skep::cli {

std::vector<std::string> StatementBuffer::add(std::string_view line) {
  rest_ += line;
  rest_ += '\n';
  size_t end = 0;  // behind the last semicolon
  auto list = syntax::tokenize(rest_);
  for (auto& token : list.tokens)
    if (token.kind == syntax::TokenKind::symbol && token.text == ";") end = token.position.offset + 1;
  std::vector<std::string> statements;
  for (auto& part : syntax::split_script(std::string_view(rest_).substr(0, end))) statements.emplace_back(part.text);
  rest_.erase(0, end);
  if (trim(rest_).empty()) rest_.clear();
  return statements;
}

std::string on_one_line(std::string_view statement) {
  std::string line;
  size_t end = 0;
  for (auto& token : syntax::tokenize(statement).tokens) {
    auto gap = statement.substr(end, token.position.offset - end);
    bool is_plain = gap.find('\n') == std::string_view::npos && trim(gap).empty();
    if (token.kind == syntax::TokenKind::broken) return std::string(statement);
    if (token.kind == syntax::TokenKind::end) break;
    if (!line.empty()) line += is_plain ? gap : " ";
    line += token.text;
    end = token.position.offset + token.text.size();
  }
  return line;
}

}  // namespace skep::cli
