#include "storage/uri.h"

#include "storage/file_system.h"

#include <gtest/gtest.h>

namespace skep::storage {
namespace {

TEST(Uris, AreTakenApartAsHadoopDoes) {
  auto uri = parse_uri("HDFS://host:8020/a//b/./c/../d/");

  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->scheme, "hdfs");
  EXPECT_EQ(uri->authority, "host:8020");
  EXPECT_EQ(uri->path, "/a/b/d");
  EXPECT_EQ(uri->to_text(), "hdfs://host:8020/a/b/d");
  EXPECT_EQ(parse_uri("file:///a")->to_text(), "file:/a");
  EXPECT_EQ(parse_uri("s3a://bucket")->to_text(), "s3a://bucket/");
}

TEST(Uris, KeepWhatLooksLikeAnEscape) { EXPECT_EQ(parse_uri("file:/k=a%2Fb")->path, "/k=a%2Fb"); }

TEST(Uris, AreRefusedWithoutSchemeOrRoot) {
  for (const char* text : {"/a", "a", "", ":/a", "file:a", "1x:/a", "file:/../a"})
    EXPECT_FALSE(parse_uri(text)) << text;
  EXPECT_FALSE(parse_uri(std::string_view("file:/a\0b", 9)));
}

TEST(Uris, HaveParentsAndNames) {
  EXPECT_EQ(parent_uri("file:/a/b"), "file:/a");
  EXPECT_EQ(parent_uri("file:/a"), "file:/");
  EXPECT_EQ(parent_uri("file:/"), "file:/");
  EXPECT_EQ(base_name("file:/a/b/"), "b");
}

TEST(Uris, LieWithinFoldersByWholeNames) {
  EXPECT_TRUE(is_within("file:/a/b", "file:/a"));
  EXPECT_TRUE(is_within("file:/a", "file:/a/"));
  EXPECT_FALSE(is_within("file:/ab", "file:/a"));
  EXPECT_FALSE(is_within("file:/a", "file:/a/b"));
}

TEST(Uris, AreJoinedWithOneSlash) {
  EXPECT_EQ(join_uri("file:/a/", "b/c"), "file:/a/b/c");
  EXPECT_EQ(join_uri("file:/a", "/b"), "file:/a/b");
}

TEST(Paths, AreQualifiedAsSparkDoes) {
  EXPECT_EQ(*qualify_path("file:///a/b", "hdfs://h", "hdfs://h/w"), "file:/a/b");
  EXPECT_EQ(*qualify_path("/a/../b", "hdfs://h", "hdfs://h/w"), "hdfs://h/b");
  EXPECT_EQ(*qualify_path("sub/place", "file:", "file:/w/x.db"), "file:/w/x.db/sub/place");
  EXPECT_EQ(*qualify_path("a b%20c", "file:", "file:/w"), "file:/w/a b%20c");
}

TEST(Paths, AreRefusedWhenTheyLeaveTheRoot) {
  EXPECT_EQ(qualify_path("../../../x", "file:", "file:/w").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(qualify_path(std::string_view("/a\0b", 4), "file:", "file:/w").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(qualify_path("", "file:", "file:/w").error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace skep::storage
