#include "config/site_file.h"

#include "base/text.h"

#include <expat.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <set>

namespace skep::config {
namespace {

constexpr std::string_view kProperty = "configuration/property";

/// What the parser is in: the path of open elements, and the parts of the property that were read so far.
struct Reading {
  XML_Parser parser;
  std::string path;
  std::string text;
  std::string name, value;
  bool is_final = false;
  int line = 0;
  std::set<std::string> finals;
  std::map<std::string, SiteValue> found;

  void end_property() {
    bool is_fixed = finals.contains(name);
    if (!name.empty() && !is_fixed) found[name] = {value, line};
    if (is_final) finals.insert(name);
    name.clear();
    value.clear();
    is_final = false;
  }
};

void begin_element(void* user, const char* name, const char**) {
  auto& reading = *static_cast<Reading*>(user);
  reading.path += reading.path.empty() ? name : std::string("/") + name;
  reading.text.clear();
  if (reading.path == kProperty) reading.line = static_cast<int>(XML_GetCurrentLineNumber(reading.parser));
}

void add_text(void* user, const char* text, int length) {
  static_cast<Reading*>(user)->text.append(text, static_cast<size_t>(length));
}

void end_element(void* user, const char* name) {
  auto& reading = *static_cast<Reading*>(user);
  size_t parent = reading.path.size() - std::min(reading.path.size(), std::string_view(name).size() + 1);
  if (reading.path == kProperty) reading.end_property();
  if (std::string_view(reading.path).substr(0, parent) == kProperty) {
    std::string_view part = name;
    if (part == "name") reading.name = trim(reading.text);
    if (part == "value") reading.value = trim(reading.text);
    if (part == "final") reading.is_final = trim(reading.text) == "true";
  }
  reading.path.resize(parent);
}

}  // namespace

Result<std::map<std::string, SiteValue>> parse_site_file(const std::string& text, const std::string& name) {
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
  Reading reading{parser.get()};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), begin_element, end_element);
  XML_SetCharacterDataHandler(parser.get(), add_text);
  bool is_sound = XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE) == XML_STATUS_OK;
  if (!is_sound) {
    return make_error(ErrorCode::invalid_argument, "{}:{}: {}", name, XML_GetCurrentLineNumber(parser.get()),
                      XML_ErrorString(XML_GetErrorCode(parser.get())));
  }
  return std::move(reading.found);
}

Result<std::map<std::string, SiteValue>> read_site_file(const std::string& path) {
  constexpr size_t kBytesMax = 16 << 20;
  std::ifstream file(path, std::ios::binary);
  if (!file) return make_error(ErrorCode::invalid_argument, "the file cannot be read: {}", path);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (text.size() > kBytesMax) return make_error(ErrorCode::invalid_argument, "the file is too long: {}", path);
  return parse_site_file(text, path);
}

}  // namespace skep::config
