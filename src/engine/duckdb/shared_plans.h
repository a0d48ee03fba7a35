#pragma once

#include "plan/plan.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skep::engine {

/// The parts of a plan that stand in it more than once and are worth computing once: aggregates, windows and DISTINCT
/// over tables, that use no row around them and give the same rows each time. Two parts are the same where their SQL is.
/// Must not outlive the plan.
class SharedPlans {
 public:
  /// Gives the SQL of a part by itself; nothing for one that cannot be written.
  using Write = std::function<std::optional<std::string>(const plan::Plan&)>;

  SharedPlans() = default;
  SharedPlans(const plan::Plan& plan, const Write& write);

  /// The name of the table that holds the part's rows, which the statement then has; nothing for what stands once.
  std::optional<std::string> name_of(const plan::Plan& part);

  /// "WITH s1 AS (...) " with the tables that were asked for; empty for none.
  std::string with_clause() const;

 private:
  struct Table {
    std::string sql;
    bool is_used = false;
  };
  std::vector<Table> tables_;
  std::map<const plan::Plan*, size_t> table_of_;
};

}  // namespace skep::engine
