#include "engine/duckdb/functions/xml_document.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

namespace skep::engine {
namespace {

xmlParserInputPtr no_entity(const char*, const char*, xmlParserCtxtPtr parser) {
  return xmlNewStringInputStream(parser, reinterpret_cast<const xmlChar*>(""));
}

void be_silent(void*, const char*, ...) {}
void be_silent_too(void*, xmlErrorPtr) {}

/// Sets up the library once for the process, and for each thread that nothing goes to the error stream.
void prepare_library() {
  static const bool done = [] {
    xmlInitParser();
    xmlSetExternalEntityLoader(no_entity);
    return true;
  }();
  (void)done;
  thread_local const bool silent = [] {
    xmlSetGenericErrorFunc(nullptr, be_silent);
    xmlSetStructuredErrorFunc(nullptr, be_silent_too);
    return true;
  }();
  (void)silent;
}

}  // namespace

XmlDocument parse_xml(std::string_view text) {
  prepare_library();
  constexpr int kOptions =
      XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  return XmlDocument(xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8", kOptions));
}

std::string xml_content(const xmlNode* node) {
  auto* text = xmlNodeGetContent(node);
  if (!text) return "";
  std::string copy(reinterpret_cast<const char*>(text));
  xmlFree(text);
  return copy;
}

}  // namespace skep::engine
