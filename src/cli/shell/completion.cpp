#include "cli/shell/completion.h"

#include "base/text.h"
#include "syntax/keywords.h"
#include "syntax/lexer.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace skep::cli {
namespace {

using syntax::TokenKind;

bool is_name_byte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || (c & 0x80); }

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> others) {
  return std::any_of(others.begin(), others.end(), [&](auto other) { return equals_ignoring_case(word, other); });
}

/// A table that a statement names, and what it is called there.
struct NamedTable {
  std::string name;
  std::string alias;
};

/// The tables after FROM, JOIN, INTO, TABLE and commas between them, near enough for completion.
std::vector<NamedTable> tables_in(const std::vector<syntax::Token>& tokens) {
  std::vector<NamedTable> tables;
  for (size_t i = 0; i + 1 < tokens.size(); i++) {
    if (tokens[i].kind != TokenKind::word || !is_one_of(tokens[i].text, {"from", "join", "into", "table", "update"}))
      continue;
    size_t at = i + 1;
    if (tokens[at].kind != TokenKind::word && tokens[at].kind != TokenKind::quoted_name) continue;
    NamedTable table;
    table.name = tokens[at++].text;
    while (at + 1 < tokens.size() && tokens[at].text == "." && tokens[at + 1].kind != TokenKind::end) {
      table.name += "." + std::string(tokens[at + 1].text);
      at += 2;
    }
    if (at < tokens.size() && is_one_of(tokens[at].text, {"as"})) at++;
    bool has_alias =
        at < tokens.size() && tokens[at].kind == TokenKind::word && !syntax::is_clause_word(tokens[at].text);
    if (has_alias) table.alias = tokens[at].text;
    tables.push_back(std::move(table));
  }
  return tables;
}

/// Keywords in the case in which the word was begun.
std::vector<std::string> keywords_like(std::string_view word) {
  bool in_lower_case = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  std::vector<std::string> keywords;
  for (auto keyword : syntax::common_keywords())
    keywords.push_back(in_lower_case ? to_lower(keyword) : std::string(keyword));
  return keywords;
}

}  // namespace

Completion Completer::complete(std::string_view statement) {
  size_t begin = statement.size();
  while (begin > 0 && is_name_byte(statement[begin - 1])) begin--;
  auto word = statement.substr(begin);
  auto list = syntax::tokenize(statement.substr(0, begin));
  if (list.error) return {};  // inside a string
  auto& tokens = list.tokens;
  auto named = tables_in(tokens);
  tokens.pop_back();  // the end
  auto before = tokens.empty() ? std::string_view() : tokens.back().text;

  std::set<std::string> candidates;
  auto offer = [&](const std::vector<std::string>& names) { candidates.insert(names.begin(), names.end()); };
  auto dot = word.rfind('.');
  if (dot != std::string_view::npos) {
    auto qualifier = std::string(word.substr(0, dot));
    begin += dot + 1;
    word.remove_prefix(dot + 1);
    auto names_table = [&](const NamedTable& t) {
      return equals_ignoring_case(t.alias, qualifier) || equals_ignoring_case(t.name, qualifier);
    };
    auto table = std::find_if(named.begin(), named.end(), names_table);
    bool is_database = qualifier.find('.') == std::string::npos;
    offer(table != named.end() ? columns(table->name) : is_database ? tables(to_lower(qualifier)) : columns(qualifier));
  } else if (is_one_of(before, {"use", "database", "schema"})) {
    offer(databases());
  } else if (is_one_of(before, {"from", "join", "into", "table", "describe", "desc", "update"})) {
    offer(tables(""));
    offer(databases());
  } else {
    for (auto& table : named) offer(columns(table.name));
    if (tokens.empty() || !word.empty()) offer(keywords_like(word));
    if (!word.empty() && named.empty()) offer(tables(""));
  }
  Completion completion{begin, {}};
  for (auto& candidate : candidates)
    if (equals_ignoring_case(std::string_view(candidate).substr(0, word.size()), word))
      completion.words.push_back(candidate);
  return completion;
}

void Completer::forget() {
  databases_.reset();
  tables_.clear();
  columns_.clear();
}

const std::vector<std::string>& Completer::databases() {
  if (!databases_) databases_ = source_.databases();
  return *databases_;
}

const std::vector<std::string>& Completer::tables(const std::string& database) {
  auto found = tables_.find(database);
  return found != tables_.end() ? found->second : tables_[database] = source_.tables(database);
}

const std::vector<std::string>& Completer::columns(const std::string& table) {
  auto found = columns_.find(table);
  return found != columns_.end() ? found->second : columns_[table] = source_.columns(table);
}

}  // namespace skep::cli
