#include "config/settings.h"

#include "base/text.h"
#include "config/spark_settings.h"
#include "session/commands.h"
#include "session/rows.h"

namespace skep::session {
namespace {

using Lines = std::vector<std::vector<Cell>>;

types::Schema setting_columns() { return {{"key", types::kString, false, {}}, {"value", types::kString, false, {}}}; }

/// Hive's and Hadoop's names of a setting of Spark's.
std::string own_name(const std::string& key) {
  if (key == "mapred.reduce.tasks" || key == "mapreduce.job.reduces") return "spark.sql.shuffle.partitions";
  return key;
}

std::string shown(const CommandContext& context, const std::string& key) {
  auto own = context.state.settings.find(key);
  if (own != context.state.settings.end()) return config::shown_value(key, own->second);
  auto preset = context.default_settings.find(key);
  if (preset != context.default_settings.end()) return config::shown_value(key, preset->second);
  return std::string(config::spark_default(key).value_or("<undefined>"));
}

Rows all_settings(const CommandContext& context) {
  auto all = context.default_settings;
  for (auto& [key, value] : context.state.settings) all[key] = value;
  Lines lines;
  for (auto& [key, value] : all) lines.push_back({key, config::shown_value(key, value)});
  return make_rows(setting_columns(), lines);
}

/// Skep's own settings with what they do.
Rows documented_settings(const CommandContext& context) {
  Lines lines;
  for (auto& setting : config::settings()) {
    std::string key(setting.name);
    lines.push_back({key, shown(context, key), std::string(setting.documentation), ""});
  }
  return make_rows({{"key", types::kString, false, {}},
                    {"value", types::kString, false, {}},
                    {"meaning", types::kString, false, {}},
                    {"Since version", types::kString, false, {}}},
                   lines);
}

}  // namespace

Result<Rows> run(const syntax::Set& set, CommandContext& context) {
  if (set.with_documentation) return documented_settings(context);
  if (set.key.empty()) return all_settings(context);
  auto key = own_name(set.key);
  if (!set.value) return make_rows(setting_columns(), Lines{{key, shown(context, key)}});
  if (!context.request.keeps_session) return needs_session("SET");
  auto value = *set.value;
  if (key == "spark.sql.session.timeZone" && value.empty() && set.key == key && set.is_local_zone)
    value = context.default_settings.at(key);
  if (auto valid = config::check_setting(key, value); !valid) return valid.error();
  context.state.settings[key] = value;
  return make_rows(setting_columns(), Lines{{key, value}});
}

Result<Rows> run(const syntax::Reset& reset, CommandContext& context) {
  if (!context.request.keeps_session) return needs_session("RESET");
  if (reset.key.empty()) {
    context.state.settings.clear();
    return no_rows();
  }
  auto* known = config::find_setting(reset.key);
  if ((known && known->is_static) || config::is_static_in_spark(reset.key)) {
    return Error::of_class(ErrorCode::invalid_argument, "CANNOT_MODIFY_CONFIG",
                           fmt::format("the setting {} is fixed when the server starts", reset.key));
  }
  context.state.settings.erase(own_name(reset.key));
  return no_rows();
}

}  // namespace skep::session
