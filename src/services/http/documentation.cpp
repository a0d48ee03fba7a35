#include "services/http/accept.h"
#include "services/http/answers.h"
#include "services/http/coding.h"
#include "services/http/entity_tag.h"
#include "services/http/resources.h"

#include <algorithm>
#include <array>
#include <limits>

/// A file that cmake/SkepEmbed.cmake has put into the program, packed with gzip.
#define SKEP_FILE(symbol)         \
  extern "C" const char symbol[]; \
  extern "C" const char symbol##_end[]

SKEP_FILE(skep_file_docs_html);
SKEP_FILE(skep_file_docs_js);
SKEP_FILE(skep_file_redoc_html);
SKEP_FILE(skep_file_redoc_standalone_js);
SKEP_FILE(skep_file_swagger_ui_bundle_js);
SKEP_FILE(skep_file_swagger_ui_css);
SKEP_FILE(skep_file_favicon_32x32_png);

namespace skep::services {
namespace {

struct File {
  std::string_view name;
  std::string_view content_type;
  std::string_view packed;
};

std::string_view between(const char* begin, const char* end) { return {begin, static_cast<size_t>(end - begin)}; }

const std::array<File, 7>& files() {
  constexpr std::string_view kHtml = "text/html; charset=utf-8";
  constexpr std::string_view kScript = "text/javascript; charset=utf-8";
  static const std::array<File, 7> all{{
      {"docs.html", kHtml, between(skep_file_docs_html, skep_file_docs_html_end)},
      {"redoc.html", kHtml, between(skep_file_redoc_html, skep_file_redoc_html_end)},
      {"docs.js", kScript, between(skep_file_docs_js, skep_file_docs_js_end)},
      {"redoc.standalone.js", kScript, between(skep_file_redoc_standalone_js, skep_file_redoc_standalone_js_end)},
      {"swagger-ui-bundle.js", kScript, between(skep_file_swagger_ui_bundle_js, skep_file_swagger_ui_bundle_js_end)},
      {"swagger-ui.css", "text/css; charset=utf-8", between(skep_file_swagger_ui_css, skep_file_swagger_ui_css_end)},
      {"favicon-32x32.png", "image/png", between(skep_file_favicon_32x32_png, skep_file_favicon_32x32_png_end)},
  }};
  return all;
}

/// Whatever a script on these pages may want: nothing is fetched from elsewhere, and nobody frames them.
constexpr const char* kPolicy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

net::HttpAnswer file_answer(const Call& call, const File& file) {
  net::HttpAnswer answer;
  answer.headers = {{"Content-Type", std::string(file.content_type)},
                    {"Cache-Control", "no-cache"},
                    {"Content-Security-Policy", kPolicy},
                    {"ETag", entity_tag_of(file.packed)},
                    {"Vary", "Accept-Encoding"}};
  if (quality_in_list(call.request.list_header("Accept-Encoding"), "gzip") > 0) {
    answer.body = file.packed;
    answer.headers.push_back({"Content-Encoding", "gzip"});
    return answer;
  }
  constexpr auto kNoLimit = std::numeric_limits<size_t>::max();
  auto body = unpack(Coding::gzip, file.packed, {kNoLimit, kNoLimit});
  if (!body) return problem_answer(body.error(), 500);
  answer.body = std::move(*body);
  return answer;
}

net::HttpAnswer show_named(const Call& call, std::string_view name) {
  auto found = std::find_if(files().begin(), files().end(), [&](const File& file) { return file.name == name; });
  if (found == files().end())
    return problem_answer(make_error(ErrorCode::not_found, "no such file: {}", name), Subject::resource);
  return file_answer(call, *found);
}

net::HttpAnswer show_docs(Api&, Call& call) { return show_named(call, "docs.html"); }
net::HttpAnswer show_redoc(Api&, Call& call) { return show_named(call, "redoc.html"); }
net::HttpAnswer show_file(Api&, Call& call) { return show_named(call, call.names[0]); }

Route page(std::string pattern, net::HttpAnswer (*function)(Api&, Call&), std::string name, std::string summary) {
  Route route{.method = "GET", .pattern = std::move(pattern), .function = function};
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.gives_files = true;
  route.has_tag = true;
  route.answers = {{200, "The page", R"({"type":"string"})", "", {"text/html"}}};
  return route;
}

}  // namespace

Resource documentation_resource() {
  auto docs = page("/docs", show_docs, "showDocs", "Try the API in a browser (Swagger UI)");
  auto redoc = page("/redoc", show_redoc, "showRedoc", "Read about the API in a browser (Redoc)");
  auto file = page("/docs/{file}", show_file, "showDocsFile", "What those pages load");
  file.answers = {
      {200, "The file", R"({"type":"string"})", "", {"text/javascript", "text/css", "text/html", "image/png"}}};
  return {"documentation", "This description, for people", {docs, redoc, file}};
}

}  // namespace skep::services
