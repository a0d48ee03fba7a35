#include "config/site_file.h"

#include "config/configuration.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace skep::config {
namespace {

constexpr const char* kSite = R"(<?xml version="1.0"?>
<?xml-stylesheet type="text/xsl" href="configuration.xsl"?>
<configuration>
  <!-- <property><name>ignored</name><value>x</value></property> -->
  <property>
    <name>javax.jdo.option.ConnectionURL</name>
    <value>jdbc:postgresql://db:5432/metastore?ssl=true&amp;x=y</value>
    <description>where it is</description>
  </property>
  <property><name> hive.metastore.warehouse.dir </name><value>
    /data/warehouse </value><final>true</final></property>
  <property><name>hive.metastore.warehouse.dir</name><value>/other</value></property>
  <property><name>hive.exec.parallel</name><value>true</value></property>
</configuration>)";

TEST(SiteFile, GivesValuesWithTheirLines) {
  auto found = parse_site_file(kSite, "hive-site.xml");

  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->size(), 3u);
  EXPECT_EQ(found->at("javax.jdo.option.ConnectionURL").value, "jdbc:postgresql://db:5432/metastore?ssl=true&x=y");
  EXPECT_EQ(found->at("javax.jdo.option.ConnectionURL").line, 5);
  EXPECT_EQ(found->at("hive.metastore.warehouse.dir").value, "/data/warehouse") << "the first one is final";
}

TEST(SiteFile, NamesThePlaceOfWhatIsWrong) {
  auto found = parse_site_file("<configuration>\n<property>\n</configuration>", "h.xml");

  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(found.error().message.substr(0, 8), "h.xml:3:");
}

TEST(SiteFile, GivesWhatItKnowsToTheConfigurationBelowTheOtherSources) {
  auto folder = std::filesystem::temp_directory_path() / "skep-hive-site-test";
  std::filesystem::create_directories(folder);
  std::string file = (folder / "hive-site.xml").string();
  std::ofstream(file) << kSite;
  ConfigurationSources sources;
  sources.environment = {{"HIVE_CONF_DIR", folder.string()}};

  auto configuration = read_configuration(sources);

  ASSERT_TRUE(configuration) << configuration.error().message;
  EXPECT_EQ(configuration->at("javax.jdo.option.ConnectionURL").value,
            "jdbc:postgresql://db:5432/metastore?ssl=true&x=y");
  EXPECT_EQ(configuration->at("javax.jdo.option.ConnectionURL").origin, file + ":5");
  EXPECT_EQ(configuration->at("spark.sql.warehouse.dir").value, "/data/warehouse");
  EXPECT_FALSE(configuration->contains("hive.exec.parallel"));
  sources.flags = {{"spark.sql.warehouse.dir", "/mine", "--conf"}};
  EXPECT_EQ(read_configuration(sources)->at("spark.sql.warehouse.dir").value, "/mine");
  sources.hive_site = "/nowhere.xml";
  EXPECT_FALSE(read_configuration(sources));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace skep::config
