#include "config/yaml_file.h"

#include "base/text.h"

#include <yaml-cpp/yaml.h>

#include <fstream>
#include <iterator>
#include <vector>

namespace skep::config {
namespace {

using Values = std::map<std::string, YamlValue>;

/// A file of settings is nested as deep as their names have dots.
constexpr int kDepthMax = 16;

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

Error wrong(const std::string& name, int line, std::string_view what) {
  return make_error(ErrorCode::invalid_argument, "{}:{}: {}", name, line, what);
}

Result<void> add(const std::string& key, const YAML::Node& node, const std::string& name, int depth, Values& values);

Result<void> add_members(const std::string& prefix, const YAML::Node& node, const std::string& name, int depth,
                         Values& values) {
  if (depth > kDepthMax) return wrong(name, line_of(node), "nested too deeply");
  for (const auto& member : node) {
    if (!member.first.IsScalar()) return wrong(name, line_of(member.first), "a key must be a text");
    auto key = prefix.empty() ? member.first.Scalar() : prefix + "." + member.first.Scalar();
    if (auto added = add(key, member.second, name, depth + 1, values); !added) return added;
  }
  return {};
}

Result<void> add(const std::string& key, const YAML::Node& node, const std::string& name, int depth, Values& values) {
  if (node.IsMap()) return add_members(key, node, name, depth, values);
  std::string value;
  if (node.IsScalar()) value = node.Scalar();
  if (node.IsSequence()) {
    std::vector<std::string> elements;
    for (const auto& element : node) {
      if (!element.IsScalar()) return wrong(name, line_of(element), "a list holds texts and numbers only");
      elements.push_back(element.Scalar());
    }
    value = join(elements, ",");
  }
  if (!values.emplace(key, YamlValue{value, line_of(node)}).second)
    return wrong(name, line_of(node), "given twice: " + key);
  return {};
}

}  // namespace

Result<Values> read_yaml(const std::string& text, const std::string& name) {
  try {
    auto root = YAML::Load(text);
    Values values;
    if (root.IsNull()) return values;
    if (!root.IsMap()) return wrong(name, line_of(root), "settings are a map");
    if (auto added = add_members("", root, name, 0, values); !added) return added.error();
    return values;
  } catch (const YAML::Exception& problem) {
    return wrong(name, problem.mark.line + 1, problem.msg);
  }
}

Result<Values> read_yaml_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return make_error(ErrorCode::invalid_argument, "the file of settings cannot be read: {}", path);
  return read_yaml(std::string(std::istreambuf_iterator<char>(file), {}), path);
}

}  // namespace skep::config
