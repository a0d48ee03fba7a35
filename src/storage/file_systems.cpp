#include "storage/file_system.h"
#include "storage/uri.h"

namespace skep::storage {

FileSystems::FileSystems() : FileSystems(make_local_file_system()) {}

FileSystems::FileSystems(std::unique_ptr<FileSystem> local) : local_(std::move(local)) {}

FileSystems::~FileSystems() = default;

Result<FileSystem*> FileSystems::of(std::string_view uri) const {
  auto parsed = parse_uri(uri);
  if (!parsed) return parsed.error();
  if (parsed->scheme == "file") return local_.get();
  return make_error(ErrorCode::unsupported, "there is no file system for the scheme {}: {}", parsed->scheme, uri);
}

}  // namespace skep::storage
