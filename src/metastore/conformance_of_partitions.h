#pragma once

#include "metastore/conformance_fixture.h"

#include <random>

/// What every Metastore promises of partitions and their filters.
namespace skep::metastore {

// ---- partitions

TEST_P(MetastoreConformance, GivesPartitionsBackInOrderOfTheirNames) {
  Table table = created(visits(), {visit_of("tue", "1"), visit_of("mon", "2"), visit_of("mon", "10")});

  auto found = partitions_of(table);

  ASSERT_EQ(found.size(), 3u);
  EXPECT_THAT(names_of(table), ElementsAre("day=mon/hour=10", "day=mon/hour=2", "day=tue/hour=1"));
  EXPECT_EQ(found[0].location, visit_of("mon", "10").location);
  EXPECT_EQ(found[0].parameters.at("numRows"), "1");
  EXPECT_TRUE(found[0].parameters.contains("transient_lastDdlTime"));
  EXPECT_GT(found[0].create_time_seconds, 0);
}

TEST_P(MetastoreConformance, StopsWhenTheVisitorHasSeenEnough) {
  Table table = created(visits(), {visit_of("a", "1"), visit_of("b", "1"), visit_of("c", "1")});
  int seen = 0;

  ASSERT_TRUE(store->visit_partitions(table, nullptr, [&](Partition&&) { return ++seen < 2; }));

  EXPECT_EQ(seen, 2);
}

TEST_P(MetastoreConformance, HandsOutMorePartitionsThanFitIntoOneSlice) {
  std::vector<Partition> drafts;
  for (int i = 0; i < 1234; i++) drafts.push_back(visit_of("mon", std::to_string(i)));
  Table table = created(visits(), drafts);

  auto found = partitions_of(table);

  ASSERT_EQ(found.size(), 1234u);
  for (const auto& partition : found) ASSERT_EQ(partition.parameters.at("numRows"), "1");
}

TEST_P(MetastoreConformance, MayBeCalledByAVisitor) {
  Table table = created(visits(), {visit_of("a", "1"), visit_of("b", "1")});
  int found = 0;

  auto visited = store->visit_partitions(table, nullptr, [&](Partition&& partition) {
    found += (*store->find_partition(table, partition.values)).has_value() ? 1 : 0;
    return store->add_garbage({{"file:/" + partition.values[0], 1}}).has_value();
  });

  ASSERT_TRUE(visited);
  EXPECT_EQ(found, 2);
}

TEST_P(MetastoreConformance, WillNotReadPartitionsOfAnotherTableOfThatName) {
  Table old = created(visits());
  ASSERT_TRUE(store->drop_table(old.name));
  created(visits(), {visit_of("mon", "1")});

  auto visited = store->visit_partitions(old, nullptr, [](Partition&&) { return true; });

  ASSERT_FALSE(visited);
  EXPECT_EQ(visited.error().code, ErrorCode::conflict);
  EXPECT_EQ(store->find_partition(old, {"mon", "1"}).error().code, ErrorCode::conflict);
}

TEST_P(MetastoreConformance, FindsAPartitionByItsValues) {
  Table table = created(visits(), {visit_of("a/b=c", "1")});

  auto found = store->find_partition(table, {"a/b=c", "1"});
  auto missing = store->find_partition(table, {"a", "1"});

  ASSERT_TRUE(found && found->has_value());
  EXPECT_EQ((*found)->values, (std::vector<std::string>{"a/b=c", "1"}));
  EXPECT_EQ((*found)->parameters.at("numRows"), "1");
  ASSERT_TRUE(missing);
  EXPECT_FALSE(missing->has_value());
}

TEST_P(MetastoreConformance, RefusesAPartitionWithTooFewValues) {
  Partition partition = visit_of("mon", "1");
  partition.values.pop_back();

  auto table = store->create_table(visits(), {partition}, "");

  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(store->load_table({"shop", "visits"}));
}

// ---- partition filters

TEST_P(MetastoreConformance, ComparesTextsByTheirBytes) {
  Table table = created(visits(), {visit_of("Mon", "1"), visit_of("mon", "1"), visit_of("tue", "1")});
  PartitionFilter at_least{PartitionFilter::Comparison{0, FilterOperator::greater_equal, std::string("mon")}};
  PartitionFilter equal{PartitionFilter::Comparison{0, FilterOperator::equal, std::string("Mon")}};

  EXPECT_THAT(names_of(table, &at_least), ElementsAre("day=mon/hour=1", "day=tue/hour=1"));
  EXPECT_THAT(names_of(table, &equal), ElementsAre("day=Mon/hour=1"));
}

TEST_P(MetastoreConformance, ComparesNumbersByTheirValue) {
  Table table = created(visits(), {visit_of("a", "2"), visit_of("a", "10"), visit_of("a", "-3")});
  PartitionFilter above{PartitionFilter::Comparison{1, FilterOperator::greater, int64_t{2}}};
  PartitionFilter below{PartitionFilter::Comparison{1, FilterOperator::less, int64_t{2}}};

  EXPECT_THAT(names_of(table, &above), ElementsAre("day=a/hour=10"));
  EXPECT_THAT(names_of(table, &below), ElementsAre("day=a/hour=-3"));
}

TEST_P(MetastoreConformance, LetsAValuePassThatIsNoPlainNumber) {
  Table table = created(visits(), {visit_of("a", "07"), visit_of("a", "x"), visit_of("a", "99999999999999999999")});
  PartitionFilter seven{PartitionFilter::Comparison{1, FilterOperator::equal, int64_t{7}}};

  EXPECT_EQ(names_of(table, &seven).size(), 3u);
}

TEST_P(MetastoreConformance, KeepsTheNullPartitionOutOfComparisons) {
  Table table = created(visits(), {visit_of("a", std::string(kNullPartitionValue)), visit_of("a", "1")});
  PartitionFilter not_seven{PartitionFilter::Comparison{1, FilterOperator::not_equal, int64_t{7}}};
  PartitionFilter is_null{PartitionFilter::IsNull{1, false}};
  PartitionFilter is_not_null{PartitionFilter::IsNull{1, true}};

  EXPECT_THAT(names_of(table, &not_seven), ElementsAre("day=a/hour=1"));
  EXPECT_THAT(names_of(table, &is_null), ElementsAre("day=a/hour=__HIVE_DEFAULT_PARTITION__"));
  EXPECT_THAT(names_of(table, &is_not_null), ElementsAre("day=a/hour=1"));
}

TEST_P(MetastoreConformance, CombinesConditions) {
  Table table = created(visits(), {visit_of("a", "1"), visit_of("a", "2"), visit_of("b", "1"), visit_of("c", "3")});
  PartitionFilter in_days{PartitionFilter::In{0, {std::string("a"), std::string("c")}}};
  PartitionFilter in_hours{PartitionFilter::In{1, {int64_t{2}, int64_t{3}}}};
  PartitionFilter is_b{PartitionFilter::Comparison{0, FilterOperator::equal, std::string("b")}};
  PartitionFilter both{PartitionFilter::And{{in_days, in_hours}}};
  PartitionFilter either{PartitionFilter::Or{{both, is_b}}};
  PartitionFilter none{PartitionFilter::Or{{}}};
  PartitionFilter all{PartitionFilter::And{{}}};

  EXPECT_THAT(names_of(table, &both), ElementsAre("day=a/hour=2", "day=c/hour=3"));
  EXPECT_THAT(names_of(table, &either), ElementsAre("day=a/hour=2", "day=b/hour=1", "day=c/hour=3"));
  EXPECT_THAT(names_of(table, &none), IsEmpty());
  EXPECT_EQ(names_of(table, &all).size(), 4u);
}

TEST_P(MetastoreConformance, TakesAFiltersTextAsTextOnly) {
  Table table = created(visits(), {visit_of("it's", "1"), visit_of("x", "1")});
  PartitionFilter quoted{PartitionFilter::Comparison{0, FilterOperator::equal, std::string("it's")}};
  PartitionFilter hostile{PartitionFilter::Comparison{0, FilterOperator::equal, std::string("' OR 1=1 --")}};

  EXPECT_EQ(names_of(table, &quoted).size(), 1u);
  EXPECT_THAT(names_of(table, &hostile), IsEmpty());
}

/// Every filter of a random few agrees with `passes`, which is small enough to be read.
TEST_P(MetastoreConformance, FiltersAsThePlainFunctionDoes) {
  std::mt19937 random(7);
  std::vector<std::string> texts = {"a",
                                    "b",
                                    "B",
                                    "",
                                    "2",
                                    "10",
                                    "02",
                                    "-1",
                                    "+1",
                                    " 1",
                                    "1.5",
                                    std::string(kNullPartitionValue),
                                    "9223372036854775807",
                                    "9223372036854775808"};
  std::vector<Partition> drafts;
  for (const auto& day : texts) {
    if (day.empty()) continue;
    for (const auto& hour : {std::string("1"), std::string("7"), std::string(kNullPartitionValue)}) {
      drafts.push_back(visit_of(day, hour));
    }
  }
  Table table = created(visits(), drafts);
  auto all = partitions_of(table);
  std::function<PartitionFilter(int)> any_filter = [&](int depth) -> PartitionFilter {
    auto pick = [&](size_t n) { return static_cast<size_t>(random() % n); };
    auto constant = [&]() -> std::variant<std::string, int64_t> {
      if (pick(2) == 0) return texts[pick(texts.size())];
      return static_cast<int64_t>(pick(12)) - 2;
    };
    switch (pick(depth > 0 ? 5 : 3)) {
      case 0: return {PartitionFilter::Comparison{pick(2), static_cast<FilterOperator>(pick(6)), constant()}};
      case 1: return {PartitionFilter::In{pick(2), {constant(), constant()}}};
      case 2: return {PartitionFilter::IsNull{pick(2), pick(2) == 0}};
      case 3: return {PartitionFilter::And{{any_filter(depth - 1), any_filter(depth - 1)}}};
      default: return {PartitionFilter::Or{{any_filter(depth - 1), any_filter(depth - 1)}}};
    }
  };
  for (int i = 0; i < 300; i++) {
    PartitionFilter filter = any_filter(2);
    std::vector<std::string> expected;
    for (const auto& partition : all) {
      if (passes(filter, partition.values))
        expected.push_back(partition_name(table.partition_columns, partition.values));
    }

    ASSERT_EQ(names_of(table, &filter), expected) << "filter " << i;
  }
}

}  // namespace skep::metastore
