#pragma once

// What every Metastore promises: one suite in several parts. A test file includes this and instantiates the suite with a
// way to open an empty store:
//   INSTANTIATE_TEST_SUITE_P(InMemory, MetastoreConformance, testing::Values(Opener(...)));

#include "metastore/conformance_of_books.h"
#include "metastore/conformance_of_changes.h"
#include "metastore/conformance_of_partitions.h"
#include "metastore/conformance_of_parts.h"
#include "metastore/conformance_of_tables.h"
#include "metastore/conformance_of_writes.h"
