#include "storage/hooked_file_system.h"

namespace skep::storage {
namespace {

class HookedFileSystem final : public FileSystem {
 public:
  HookedFileSystem(std::unique_ptr<FileSystem> inner, FileSystemHook before)
      : inner_(std::move(inner)), before_(std::move(before)) {}

  Result<std::vector<FileInfo>> list(std::string_view uri, bool recursive) override {
    if (auto error = before_("list", uri)) return *error;
    return inner_->list(uri, recursive);
  }
  Result<FileInfo> stat(std::string_view uri) override {
    if (auto error = before_("stat", uri)) return *error;
    return inner_->stat(uri);
  }
  Result<void> create_directories(std::string_view uri) override {
    if (auto error = before_("create_directories", uri)) return *error;
    return inner_->create_directories(uri);
  }
  Result<void> rename(std::string_view from, std::string_view to) override {
    if (auto error = before_("rename", from)) return *error;
    return inner_->rename(from, to);
  }
  Result<void> exchange(std::string_view one, std::string_view other) override {
    if (auto error = before_("exchange", one)) return *error;
    return inner_->exchange(one, other);
  }
  Result<void> remove_all(std::string_view uri) override {
    if (auto error = before_("remove_all", uri)) return *error;
    return inner_->remove_all(uri);
  }
  Result<void> sync(std::string_view uri) override {
    if (auto error = before_("sync", uri)) return *error;
    return inner_->sync(uri);
  }
  Result<std::string> local_path(std::string_view uri) override { return inner_->local_path(uri); }

 private:
  std::unique_ptr<FileSystem> inner_;
  FileSystemHook before_;
};

}  // namespace

std::unique_ptr<FileSystem> make_hooked_file_system(std::unique_ptr<FileSystem> inner, FileSystemHook before) {
  return std::make_unique<HookedFileSystem>(std::move(inner), std::move(before));
}

}  // namespace skep::storage
