#include "metastore/remote/remote_functions.h"

#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/thrift/convert_functions.h"

#include <algorithm>
#include <ctime>

namespace skep::metastore {
namespace {

using namespace hive;  // NOLINT: the generated structs of calls

class RemoteFunctions final : public FunctionStore {
 public:
  explicit RemoteFunctions(RemoteCalls& calls) : calls_(calls) {}

  Result<std::vector<std::string>> list_functions(std::string_view database, std::string_view pattern) override {
    auto name = to_lower(database);
    if (auto there = calls_.database(name); !there) return there.error();
    get_functions_args arguments;
    arguments.__set_dbName(name);
    arguments.__set_pattern("*");
    auto outcome = calls_.client().call<get_functions_result>("get_functions", Effect::reads, arguments);
    if (!outcome) return outcome.error();
    auto names = std::move(outcome->success);
    std::erase_if(names, [&](const std::string& each) { return !matches_pattern(each, pattern); });
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<Function> load_function(std::string_view database, std::string_view name) override {
    get_function_args arguments;
    arguments.__set_dbName(to_lower(database));
    arguments.__set_funcName(to_lower(name));
    auto outcome = calls_.client().call<get_function_result>("get_function", Effect::reads, arguments);
    if (!outcome) return missing(outcome.error(), database, name);
    auto function = from_hive(outcome->success);
    if (function) function->create_time_seconds = outcome->success.createTime;
    return function;
  }

  Result<void> create_function(const Function& draft) override {
    auto function = prepared(draft, std::time(nullptr));
    if (!function) return function.error();
    create_function_args arguments;
    arguments.__set_func(to_hive(*function));
    auto outcome = calls_.client().call<create_function_result>("create_function", Effect::changes, arguments);
    if (outcome) return {};
    if (outcome.error().code == ErrorCode::already_exists) return function_exists(function->database, function->name);
    return missing(outcome.error(), function->database, function->name);
  }

  Result<void> alter_function(std::string_view database, std::string_view name, const Function& changed) override {
    auto before = load_function(database, name);
    if (!before) return before.error();
    Function after = changed;
    after.database = before->database;
    after.name = before->name;
    after.create_time_seconds = before->create_time_seconds;
    // Hive 2.3 keeps the resources that a function has.
    if (after.resources != before->resources) {
      auto dropped = drop_function(database, name);
      return dropped ? create_function(after) : dropped;
    }
    alter_function_args arguments;
    arguments.__set_dbName(before->database);
    arguments.__set_funcName(before->name);
    arguments.__set_newFunc(to_hive(after));
    auto outcome = calls_.client().call<alter_function_result>("alter_function", Effect::changes, arguments);
    return outcome ? Result<void>() : outcome.error();
  }

  Result<void> drop_function(std::string_view database, std::string_view name) override {
    drop_function_args arguments;
    arguments.__set_dbName(to_lower(database));
    arguments.__set_funcName(to_lower(name));
    auto outcome = calls_.client().call<drop_function_result>("drop_function", Effect::changes, arguments);
    return outcome ? Result<void>() : missing(outcome.error(), database, name);
  }

 private:
  Error missing(const Error& error, std::string_view database, std::string_view name) {
    if (error.code != ErrorCode::not_found) return error;
    auto there = calls_.database(to_lower(database));
    return there ? no_such_function(database, name) : there.error();
  }

  RemoteCalls& calls_;
};

}  // namespace

std::unique_ptr<FunctionStore> make_remote_functions(RemoteCalls& calls) {
  return std::make_unique<RemoteFunctions>(calls);
}

}  // namespace skep::metastore
