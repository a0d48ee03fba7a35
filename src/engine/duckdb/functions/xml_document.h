#pragma once

#include <libxml/tree.h>

#include <memory>
#include <string>
#include <string_view>

namespace skep::engine {

struct XmlDocumentFree {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using XmlDocument = std::unique_ptr<xmlDoc, XmlDocumentFree>;

/// Parses a text. Entities of its own are put in; what stands outside of it is never read: an external entity is empty. Null
/// for what is not well-formed.
XmlDocument parse_xml(std::string_view text);

/// The text within a node and all below it.
std::string xml_content(const xmlNode* node);

inline std::string_view xml_name(const xmlNode* node) { return reinterpret_cast<const char*>(node->name); }

}  // namespace skep::engine
