#include "engine/duckdb/duckdb_engine.h"

#include "engine/engine_conformance.h"

namespace skep::engine {
namespace {

std::unique_ptr<Engine> make_engine() {
  auto engine = make_duckdb_engine({.threads = 2});
  EXPECT_TRUE(engine) << engine.error().message;
  return engine ? std::move(*engine) : nullptr;
}

INSTANTIATE_TEST_SUITE_P(Duckdb, EngineConformance, testing::Values(make_engine));

}  // namespace
}  // namespace skep::engine
