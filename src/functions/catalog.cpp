#include "functions/catalog.h"

#include "base/check.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace skep::functions {
namespace {

/// All families, and where each name leads.
struct Catalog {
  std::vector<Function> functions;
  std::unordered_map<std::string, size_t> by_name;
  std::vector<std::string> names;

  Catalog() {
    for (auto family :
         {arithmetic_functions, operator_functions,    math_functions,        text_functions,        encoding_functions,
          hash_functions,       format_functions,      random_functions,      session_functions,     datetime_functions,
          timestamp_functions,  conditional_functions, collection_functions,  array_functions,       map_functions,
          variant_functions,    aggregate_functions,   statistics_aggregates, percentile_aggregates, sketch_aggregates,
          window_functions,     higher_order_functions}) {
      for (auto& function : family()) functions.push_back(std::move(function));
    }
    for (size_t i = 0; i < functions.size(); i++) {
      add(functions[i].name, i);
      for (auto alias : functions[i].aliases) add(alias, i);
    }
    std::sort(names.begin(), names.end());
  }

  void add(std::string_view name, size_t index) {
    check(by_name.emplace(name, index).second, "a function's name is used twice");
    names.emplace_back(name);
  }
};

const Catalog& catalog() {
  static const Catalog instance;
  return instance;
}

}  // namespace

const Function* find_function(std::string_view name) {
  auto found = catalog().by_name.find(to_lower(name));
  return found == catalog().by_name.end() ? nullptr : &catalog().functions[found->second];
}

bool varies(std::string_view function) {
  static constexpr std::array<std::string_view, 13> kVarying{"rand",
                                                             "randn",
                                                             "randstr",
                                                             "uniform",
                                                             "uuid",
                                                             "shuffle",
                                                             "monotonically_increasing_id",
                                                             "current_date",
                                                             "current_time",
                                                             "current_timestamp",
                                                             "localtimestamp",
                                                             "aes_encrypt",
                                                             "try_aes_encrypt"};
  return std::find(kVarying.begin(), kVarying.end(), function) != kVarying.end();
}

const std::vector<std::string>& function_names() { return catalog().names; }

}  // namespace skep::functions
