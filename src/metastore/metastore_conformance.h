#pragma once

// What every Metastore promises: one suite in three parts. A test file includes this and instantiates the suite with a
// way to open an empty store:
//   INSTANTIATE_TEST_SUITE_P(InMemory, MetastoreConformance, testing::Values(Opener(...)));

#include "metastore/conformance_of_partitions.h"
#include "metastore/conformance_of_tables.h"
#include "metastore/conformance_of_writes.h"
