#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/xml_document.h"

#include <libxml/xpath.h>

#include <cmath>
#include <limits>
#include <memory>

namespace skep::engine {
namespace {

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Context = std::unique_ptr<xmlXPathContext, Freed<xmlXPathFreeContext>>;
using Path = std::unique_ptr<xmlXPathCompExpr, Freed<xmlXPathFreeCompExpr>>;
using Found = std::unique_ptr<xmlXPathObject, Freed<xmlXPathFreeObject>>;

const xmlChar* xml_text(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

XmlDocument parse(std::string_view text) {
  auto document = parse_xml(text);
  if (!document) raise({"FAILED_FUNCTION_CALL", "the text is no well-formed XML"});
  return document;
}

xmlXPathCompExpr* compiled_path(std::string_view path) {
  thread_local std::string last_text;
  thread_local Path last;
  if (!last || last_text != path) {
    last_text = path;
    last.reset(xmlXPathCompile(xml_text(last_text.c_str())));
  }
  if (!last) raise({"FAILED_FUNCTION_CALL", fmt::format("this is no XPath: {}", path)});
  return last.get();
}

/// Evaluates a path and hands over what it gives; nothing for an empty text or path.
template <typename Take>
auto evaluated(std::string_view xml, std::string_view path, Take take) -> std::optional<decltype(take(nullptr))> {
  if (xml.empty() || path.empty()) return std::nullopt;
  auto document = parse(xml);
  auto* compiled = compiled_path(path);
  Context context(xmlXPathNewContext(document.get()));
  context->node = reinterpret_cast<xmlNodePtr>(document.get());
  Found found(xmlXPathCompiledEval(compiled, context.get()));
  if (!found) raise({"FAILED_FUNCTION_CALL", fmt::format("the XPath could not be evaluated: {}", path)});
  return take(found.get());
}

struct XpathString {
  static std::optional<std::string> compute(std::string_view xml, std::string_view path) {
    return evaluated(xml, path, [](xmlXPathObjectPtr found) {
      auto* text = xmlXPathCastToString(found);
      std::string copy(reinterpret_cast<const char*>(text));
      xmlFree(text);
      return copy;
    });
  }
};

struct XpathBoolean {
  static std::optional<bool> compute(std::string_view xml, std::string_view path) {
    return evaluated(xml, path, [](xmlXPathObjectPtr found) { return xmlXPathCastToBoolean(found) != 0; });
  }
};

/// Numbers go to whole ones as in Java: what is too large becomes the largest, NaN becomes 0.
template <typename Whole>
Whole whole(double value) {
  if (std::isnan(value)) return 0;
  if (value >= static_cast<double>(std::numeric_limits<Whole>::max())) return std::numeric_limits<Whole>::max();
  if (value <= static_cast<double>(std::numeric_limits<Whole>::min())) return std::numeric_limits<Whole>::min();
  return static_cast<Whole>(value);
}

template <typename Number>
struct XpathNumber {
  static std::optional<Number> compute(std::string_view xml, std::string_view path) {
    return evaluated(xml, path, [](xmlXPathObjectPtr found) {
      double value = xmlXPathCastToNumber(found);
      if constexpr (std::is_floating_point_v<Number>)
        return static_cast<Number>(value);
      else if constexpr (sizeof(Number) < 4)
        return static_cast<Number>(whole<int32_t>(value));
      else
        return whole<Number>(value);
    });
  }
};

/// The values of all nodes; elements have none.
void xpath_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  map_rows<duckdb::list_entry_t, std::string_view, std::string_view>(
      arguments, result, [&](std::string_view xml, std::string_view path) {
        return evaluated(xml, path, [&](xmlXPathObjectPtr found) {
          auto* nodes = found->type == XPATH_NODESET ? found->nodesetval : nullptr;
          auto count = static_cast<size_t>(nodes ? nodes->nodeNr : 0);
          duckdb::list_entry_t entry{duckdb::ListVector::GetListSize(result), count};
          duckdb::ListVector::Reserve(result, entry.offset + count);
          auto& items = duckdb::ListVector::GetEntry(result);
          for (size_t i = 0; i < count; ++i) {
            auto* node = nodes->nodeTab[i];
            if (node->type == XML_ELEMENT_NODE) {
              duckdb::FlatVector::SetNull(items, entry.offset + i, true);
              continue;
            }
            duckdb::FlatVector::GetData<duckdb::string_t>(items)[entry.offset + i] =
                duckdb::StringVector::AddString(items, xml_content(node));
          }
          duckdb::ListVector::SetListSize(result, entry.offset + count);
          return entry;
        });
      });
}

}  // namespace

void add_xml_paths(Registrar& registrar) {
  using duckdb::LogicalType;
  registrar.add_raising<XpathString>("xpath_string");
  registrar.add_raising<XpathBoolean>("xpath_boolean");
  registrar.add_raising<XpathNumber<int16_t>>("xpath_short");
  registrar.add_raising<XpathNumber<int32_t>>("xpath_int");
  registrar.add_raising<XpathNumber<int64_t>>("xpath_long");
  registrar.add_raising<XpathNumber<float>>("xpath_float");
  registrar.add_raising<XpathNumber<double>>("xpath_double");
  registrar.put_raising("xpath", duckdb::ScalarFunction({LogicalType::VARCHAR, LogicalType::VARCHAR},
                                                        LogicalType::LIST(LogicalType::VARCHAR), xpath_rows));
}

}  // namespace skep::engine
