#include "storage/file_system.h"

#include "storage/hooked_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <sstream>
#include <thread>

/// What every FileSystem promises.
namespace skep::storage {
namespace {

/// One implementation under test: how to open it on an empty folder, and how to put a file there, since a FileSystem
/// itself writes none.
struct Place {
  virtual ~Place() = default;
  std::unique_ptr<FileSystem> system;
  std::string root;  ///< URI of an empty folder
  virtual void put(const std::string& name, const std::string& text) = 0;
  virtual std::string text_of(const std::string& name) = 0;
};

struct LocalPlace : Place {
  LocalPlace() {
    std::random_device random;
    folder = std::filesystem::temp_directory_path() / fmt::format("skep-files-{:08x}{:08x}", random(), random());
    std::filesystem::create_directories(folder);
    root = "file:" + folder.string();
    system = make_local_file_system();
  }
  ~LocalPlace() override { std::filesystem::remove_all(folder); }
  void put(const std::string& name, const std::string& text) override {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
  }
  std::string text_of(const std::string& name) override {
    std::ostringstream text;
    text << std::ifstream(folder / name).rdbuf();
    return text.str();
  }
  std::filesystem::path folder;
};

using PlaceMaker = std::function<std::unique_ptr<Place>()>;

class FileSystemConformance : public testing::TestWithParam<PlaceMaker> {
 protected:
  void SetUp() override { place = GetParam()(); }

  FileSystem& system() { return *place->system; }
  std::string uri(const std::string& name) const { return join_uri(place->root, name); }

  /// The names of a listing, relative to the root; folders end in '/'.
  std::vector<std::string> names(const std::string& folder, bool recursive) {
    auto listed = system().list(folder.empty() ? place->root : uri(folder), recursive);
    EXPECT_TRUE(listed) << listed.error().message;
    std::vector<std::string> found;
    if (!listed) return found;
    for (const auto& entry : *listed) {
      found.push_back(entry.uri.substr(place->root.size() + 1) + (entry.is_directory ? "/" : ""));
    }
    return found;
  }

  std::unique_ptr<Place> place;
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(FileSystemConformance, ListsAFolderInOrder) {
  for (const char* name : {"b", "a", "c/inner", "B", "_hidden"}) place->put(name, "x");

  EXPECT_THAT(names("", false), ElementsAre("B", "_hidden", "a", "b", "c/"));
}

TEST_P(FileSystemConformance, ListsFilesAtAnyDepthWithoutTheFolders) {
  for (const char* name : {"a/b/c", "a/b2", "z"}) place->put(name, "x");
  ASSERT_TRUE(system().create_directories(uri("empty/one")));

  EXPECT_THAT(names("", true), ElementsAre("a/b/c", "a/b2", "z"));
}

TEST_P(FileSystemConformance, SaysHowLargeAndHowOldAFileIs) {
  place->put("a", "12345");

  auto info = system().stat(uri("a"));

  ASSERT_TRUE(info);
  EXPECT_EQ(info->uri, uri("a"));
  EXPECT_EQ(info->size, 5);
  EXPECT_FALSE(info->is_directory);
  EXPECT_GT(info->modified_micros, 1'700'000'000'000'000);
}

TEST_P(FileSystemConformance, SaysThatAFolderIsOne) {
  ASSERT_TRUE(system().create_directories(uri("a/b")));

  auto info = system().stat(uri("a"));

  ASSERT_TRUE(info);
  EXPECT_TRUE(info->is_directory);
  EXPECT_EQ(info->size, 0);
}

TEST_P(FileSystemConformance, SaysWhatIsMissing) {
  EXPECT_EQ(system().stat(uri("nothing")).error().code, ErrorCode::not_found);
  EXPECT_EQ(system().list(uri("nothing"), false).error().code, ErrorCode::not_found);
  EXPECT_EQ(system().list(uri("nothing"), true).error().code, ErrorCode::not_found);
  EXPECT_EQ(system().rename(uri("nothing"), uri("b")).error().code, ErrorCode::not_found);
  EXPECT_EQ(system().sync(uri("nothing")).error().code, ErrorCode::not_found);
}

TEST_P(FileSystemConformance, ListsNoFileAsAFolder) {
  place->put("a", "x");

  EXPECT_FALSE(system().list(uri("a"), false));
}

TEST_P(FileSystemConformance, MakesFoldersThatMayBeThere) {
  EXPECT_TRUE(system().create_directories(uri("a/b/c")));
  EXPECT_TRUE(system().create_directories(uri("a/b/c")));

  EXPECT_THAT(names("a", false), ElementsAre("a/b/"));
}

TEST_P(FileSystemConformance, MakesNoFolderWhereAFileIs) {
  place->put("a", "x");

  EXPECT_FALSE(system().create_directories(uri("a")));
  EXPECT_FALSE(system().create_directories(uri("a/b")));
}

TEST_P(FileSystemConformance, RenamesAFile) {
  place->put("a", "text");

  ASSERT_TRUE(system().rename(uri("a"), uri("b")));

  EXPECT_THAT(names("", false), ElementsAre("b"));
  EXPECT_EQ(place->text_of("b"), "text");
}

TEST_P(FileSystemConformance, RenamesAFolderWithAllInIt) {
  place->put("a/b/c", "text");

  ASSERT_TRUE(system().rename(uri("a"), uri("z")));

  EXPECT_THAT(names("", true), ElementsAre("z/b/c"));
}

TEST_P(FileSystemConformance, RenamesOntoNothingThatIsThere) {
  place->put("a", "a");
  place->put("b", "b");
  place->put("folder/x", "x");
  ASSERT_TRUE(system().create_directories(uri("empty")));

  EXPECT_EQ(system().rename(uri("a"), uri("b")).error().code, ErrorCode::already_exists);
  EXPECT_EQ(system().rename(uri("folder"), uri("empty")).error().code, ErrorCode::already_exists);

  EXPECT_EQ(place->text_of("b"), "b");
  EXPECT_THAT(names("", true), ElementsAre("a", "b", "folder/x"));
}

TEST_P(FileSystemConformance, ExchangesTwoFolders) {
  place->put("old/x", "x");
  place->put("new/y", "y");
  place->put("new/z", "z");

  ASSERT_TRUE(system().exchange(uri("new"), uri("old")));

  EXPECT_THAT(names("", true), ElementsAre("new/x", "old/y", "old/z"));
  EXPECT_EQ(system().exchange(uri("new"), uri("missing")).error().code, ErrorCode::not_found);
  EXPECT_THAT(names("", true), ElementsAre("new/x", "old/y", "old/z"));
}

TEST_P(FileSystemConformance, LetsOneOfManyRenamesOntoOnePlaceWin) {
  for (int i = 0; i < 4; i++) place->put("from" + std::to_string(i), std::to_string(i));
  std::atomic<int> wins = 0;
  std::vector<std::thread> movers;
  for (int i = 0; i < 4; i++) {
    movers.emplace_back([&, i] { wins += system().rename(uri("from" + std::to_string(i)), uri("to")) ? 1 : 0; });
  }
  for (auto& mover : movers) mover.join();

  EXPECT_EQ(wins, 1);
}

TEST_P(FileSystemConformance, RemovesAFile) {
  place->put("a", "x");
  place->put("b", "x");

  ASSERT_TRUE(system().remove_all(uri("a")));

  EXPECT_THAT(names("", false), ElementsAre("b"));
}

TEST_P(FileSystemConformance, RemovesAFolderWithAllBelowIt) {
  for (const char* name : {"a/b/c", "a/d", "ab"}) place->put(name, "x");

  ASSERT_TRUE(system().remove_all(uri("a")));

  EXPECT_THAT(names("", true), ElementsAre("ab"));
}

TEST_P(FileSystemConformance, RemovesWhatIsNotThereWithoutAnError) {
  EXPECT_TRUE(system().remove_all(uri("nothing")));
  EXPECT_TRUE(system().remove_all(uri("nothing/at/all")));
}

TEST_P(FileSystemConformance, KeepsNamesThatLookLikeEscapes) {
  place->put("k=a%2Fb c/ü", "x");

  EXPECT_THAT(names("", true), ElementsAre("k=a%2Fb c/ü"));
  EXPECT_TRUE(system().stat(uri("k=a%2Fb c/ü")));
}

TEST_P(FileSystemConformance, MakesFilesAndFoldersDurable) {
  place->put("a/b", "x");

  EXPECT_TRUE(system().sync(uri("a/b")));
  EXPECT_TRUE(system().sync(uri("a")));
}

TEST_P(FileSystemConformance, RefusesWhatIsNoUriOfItsOwn) {
  for (const char* other : {"/a/b", "a", "nonesuch:/a", "", "file:a"}) {
    auto listed = system().list(other, false);
    ASSERT_FALSE(listed) << other;
    EXPECT_EQ(listed.error().code, ErrorCode::invalid_argument) << other;
  }
}

TEST_P(FileSystemConformance, RefusesToRemoveTheRoot) {
  std::string scheme = place->root.substr(0, place->root.find(':') + 1);

  EXPECT_FALSE(system().remove_all(scheme + "/"));
  EXPECT_FALSE(system().remove_all(scheme + "/a/.."));
}

TEST_P(FileSystemConformance, RefusesAPathThatLeavesTheRoot) {
  std::string scheme = place->root.substr(0, place->root.find(':') + 1);

  EXPECT_EQ(system().stat(scheme + "/../etc").error().code, ErrorCode::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(Local, FileSystemConformance,
                         testing::Values(PlaceMaker([] { return std::make_unique<LocalPlace>(); })));

INSTANTIATE_TEST_SUITE_P(Hooked, FileSystemConformance, testing::Values(PlaceMaker([] {
                           auto place = std::make_unique<LocalPlace>();
                           place->system = make_hooked_file_system(std::move(place->system),
                                                                   [](auto, auto) { return std::optional<Error>(); });
                           return place;
                         })));

// ---- what only local files have

TEST(LocalFiles, FollowNoLinkWhenTheyRemove) {
  LocalPlace place;
  place.put("kept/file", "x");
  place.put("removed/file", "x");
  std::filesystem::create_directory_symlink(place.folder / "kept", place.folder / "removed/link");

  ASSERT_TRUE(place.system->remove_all(place.root + "/removed"));

  EXPECT_TRUE(std::filesystem::exists(place.folder / "kept/file"));
  EXPECT_FALSE(std::filesystem::exists(place.folder / "removed"));
}

TEST(LocalFiles, RemoveALinkAndNotWhatItPointsTo) {
  LocalPlace place;
  place.put("kept/file", "x");
  std::filesystem::create_directory_symlink(place.folder / "kept", place.folder / "link");

  ASSERT_TRUE(place.system->remove_all(place.root + "/link"));

  EXPECT_TRUE(std::filesystem::exists(place.folder / "kept/file"));
  EXPECT_FALSE(std::filesystem::exists(place.folder / "link"));
}

TEST(LocalFiles, AreListedThroughLinksButNeverInCircles) {
  LocalPlace place;
  place.put("data/file", "x");
  place.put("root/own", "x");
  std::filesystem::create_directory_symlink(place.folder / "data", place.folder / "root/linked");
  std::filesystem::create_directory_symlink(place.folder / "root", place.folder / "root/circle");
  std::filesystem::create_symlink(place.folder / "nothing", place.folder / "root/broken");

  auto listed = place.system->list(place.root + "/root", true);

  ASSERT_TRUE(listed);
  std::vector<std::string> names;
  for (const auto& file : *listed) names.push_back(file.uri.substr(place.root.size()));
  EXPECT_THAT(names, ElementsAre("/root/linked/file", "/root/own"));
}

TEST(LocalFiles, HavePathsOfTheirOwn) {
  auto system = make_local_file_system();

  EXPECT_EQ(*system->local_path("file:/a/b"), "/a/b");
  EXPECT_EQ(*system->local_path("file:///a/b/"), "/a/b");
  EXPECT_FALSE(system->local_path("file://elsewhere/a"));
}

TEST(HookedFiles, FailWhenTheyAreToldTo) {
  LocalPlace place;
  auto system = make_hooked_file_system(std::move(place.system), [](std::string_view operation, std::string_view) {
    return operation == "sync" ? std::optional<Error>(Error(ErrorCode::resource_exhausted, "full")) : std::nullopt;
  });

  EXPECT_EQ(system->sync(place.root).error().code, ErrorCode::resource_exhausted);
  EXPECT_TRUE(system->stat(place.root));
}

TEST(FileSystemsByScheme, NameTheSchemeTheyLack) {
  FileSystems files;

  EXPECT_TRUE(files.of("file:/a"));
  auto missing = files.of("hdfs://host:8020/a");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::unsupported);
  EXPECT_THAT(missing.error().message, testing::HasSubstr("hdfs"));
}

}  // namespace
}  // namespace skep::storage
