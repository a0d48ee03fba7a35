#include "cli/shell/catalog_names.h"

#include "cli/client/row_reader.h"

#include <algorithm>

namespace skep::cli {

std::vector<std::string> CatalogNames::databases() { return ask("SHOW DATABASES", 0); }

std::vector<std::string> CatalogNames::tables(const std::string& database) {
  return ask(database.empty() ? "SHOW TABLES" : "SHOW TABLES IN " + database, 1);
}

std::vector<std::string> CatalogNames::columns(const std::string& table) {
  auto names = ask("DESCRIBE " + table, 0);
  auto is_name = [](const std::string& name) { return !name.empty() && name[0] != '#'; };
  names.erase(std::find_if_not(names.begin(), names.end(), is_name),
              names.end());  // what follows repeats partition keys
  return names;
}

std::string CatalogNames::current_database() {
  auto names = ask("SELECT current_database()", 0);
  return names.empty() ? "" : names[0];
}

std::vector<std::string> CatalogNames::ask(const std::string& statement, size_t column) {
  std::vector<std::string> cells;
  RowReader reader([](const std::vector<Column>&) {},
                   [&](Row row) {
                     if (column < row.size()) cells.push_back(std::move(row[column].text));
                   });
  auto asked = connection_.execute(statement, Form::rows, [&](std::string_view bytes) {
    reader.add(bytes);
    return true;
  });
  if (!asked) cells.clear();
  return cells;
}

}  // namespace skep::cli
