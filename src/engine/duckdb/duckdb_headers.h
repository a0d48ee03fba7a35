#pragma once

// Precompiled for this folder: a third of its files' compile time is parsing these. Never included by name.
#include <duckdb.hpp>
#include <duckdb/common/multi_file/multi_file_reader.hpp>
#include <duckdb/common/vector_operations/generic_executor.hpp>
#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/main/extension/extension_loader.hpp>
