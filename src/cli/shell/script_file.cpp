#include "cli/shell/script_file.h"

#include <fstream>
#include <iostream>
#include <iterator>

namespace skep::cli {

Result<std::string> read_script(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(path, std::ios::binary);
  if (!file) return make_error(ErrorCode::not_found, "the file cannot be read: {}", path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace skep::cli
