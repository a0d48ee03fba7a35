# Foreign libraries, each as an imported target skep::<name> whose headers are system headers.
#
# What third_party/lock.toml lists lies in build/deps, whatever the build folder is called. A target's
# SKEP_RUNTIME_FILES are the libraries that are shipped beside the program; SKEP_LICENSES says where its licence lies.

execute_process(COMMAND "${CMAKE_SOURCE_DIR}/third_party/fetch" --quiet RESULT_VARIABLE skep_fetched)
if(NOT skep_fetched EQUAL 0)
  message(FATAL_ERROR "third_party/fetch could not bring the dependencies: see above")
endif()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/third_party/lock.toml")
set(SKEP_DEPS "${CMAKE_SOURCE_DIR}/build/deps")

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(GTest REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_package(ZLIB REQUIRED)
find_package(EXPAT REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_package(LibXml2 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)

# Declares skep::<name> for a shared library of build/deps.
#   LIBRARY <path below build/deps>   INCLUDE <folders below build/deps...>   LINK <targets...>   LICENSE <folder>
function(skep_fetched_library name)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "LIBRARY;LICENSE" "INCLUDE;LINK")
  set(library "${SKEP_DEPS}/${given_LIBRARY}")
  list(TRANSFORM given_INCLUDE PREPEND "${SKEP_DEPS}/")
  add_library(skep::${name} SHARED IMPORTED GLOBAL)
  set_target_properties(skep::${name} PROPERTIES
    IMPORTED_LOCATION "${library}"
    INTERFACE_INCLUDE_DIRECTORIES "${given_INCLUDE}"
    INTERFACE_LINK_LIBRARIES "${given_LINK}"
    SKEP_RUNTIME_FILES "${library}"
    SKEP_LICENSES "${SKEP_DEPS}/${given_LICENSE}")
endfunction()

# Declares skep::<name> for a library of the system.
#   LINK <targets or libraries...>   INCLUDE <folders...>   DEFINE <definitions...>   PACKAGE <the Debian package>
function(skep_system_library name)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "PACKAGE" "LINK;INCLUDE;DEFINE")
  add_library(skep::${name} INTERFACE IMPORTED GLOBAL)
  target_link_libraries(skep::${name} INTERFACE ${given_LINK})
  target_include_directories(skep::${name} SYSTEM INTERFACE ${given_INCLUDE})
  target_compile_definitions(skep::${name} INTERFACE ${given_DEFINE})
  set_property(TARGET skep::${name} PROPERTY SKEP_LICENSES "/usr/share/doc/${given_PACKAGE}/copyright")
  set_property(GLOBAL APPEND PROPERTY SKEP_SHIPPED skep::${name})
endfunction()

# DuckDB's copies of fmt and RE2 are left out on purpose: they would hide the real ones.
skep_fetched_library(duckdb LIBRARY duckdb-library/lib/libduckdb.so LICENSE duckdb-headers/licenses
  INCLUDE duckdb-headers/include
          duckdb-headers/third_party/concurrentqueue
          duckdb-headers/third_party/fast_float
          duckdb-headers/third_party/fastpforlib
          duckdb-headers/third_party/fsst
          duckdb-headers/third_party/utf8proc/include
          duckdb-headers/third_party/yyjson/include
  LINK Threads::Threads ${CMAKE_DL_LIBS})

set(arrow_version 2600)
skep_fetched_library(arrow LIBRARY arrow/lib/libarrow.so.${arrow_version} LICENSE arrow/licenses
  INCLUDE arrow/include LINK Threads::Threads)
skep_fetched_library(arrow_compute LIBRARY arrow/lib/libarrow_compute.so.${arrow_version} LICENSE arrow/licenses
  LINK skep::arrow)
skep_fetched_library(arrow_s3 LIBRARY arrow/lib/libarrow_s3.so.${arrow_version} LICENSE arrow/licenses LINK skep::arrow)
skep_fetched_library(parquet LIBRARY arrow/lib/libparquet.so.${arrow_version} LICENSE arrow/licenses LINK skep::arrow)

# Pages for browsers: no library, files that src/services/http embeds.
foreach(name swagger-ui redoc)
  string(REPLACE "-" "_" target ${name})
  add_library(skep::${target} INTERFACE IMPORTED GLOBAL)
  set_target_properties(skep::${target} PROPERTIES SKEP_LICENSES "${SKEP_DEPS}/${name}/licenses")
endforeach()

# Arrow's libraries export simdjson's symbols, of another version: a namespace of our own keeps the loader from mixing them.
add_library(skep_simdjson STATIC "${SKEP_DEPS}/simdjson/src/simdjson.cpp")
target_include_directories(skep_simdjson SYSTEM PUBLIC "${SKEP_DEPS}/simdjson/include")
target_compile_definitions(skep_simdjson PUBLIC simdjson=skep_simdjson)
set_target_properties(skep_simdjson PROPERTIES SKEP_LICENSES "${SKEP_DEPS}/simdjson/licenses")
add_library(skep::simdjson ALIAS skep_simdjson)

find_library(SKEP_SOCI_CORE soci_core REQUIRED)
find_library(SKEP_SOCI_SQLITE3 soci_sqlite3 REQUIRED)
find_library(SKEP_SOCI_POSTGRESQL soci_postgresql REQUIRED)
find_library(SKEP_RE2 re2 REQUIRED)
find_library(SKEP_PCRE2 pcre2-8 REQUIRED)
find_library(SKEP_THRIFT_ARCHIVE libthrift.a REQUIRED)
find_program(SKEP_THRIFT_COMPILER thrift REQUIRED)
find_library(SKEP_EDIT edit REQUIRED)
find_library(SKEP_ZSTD zstd REQUIRED)
find_path(SKEP_SOCI_INCLUDE soci/soci.h REQUIRED)

skep_system_library(soci PACKAGE libsoci-dev INCLUDE "${SKEP_SOCI_INCLUDE}" "${SKEP_SOCI_INCLUDE}/soci"
  LINK "${SKEP_SOCI_CORE}" "${SKEP_SOCI_SQLITE3}" "${SKEP_SOCI_POSTGRESQL}" PostgreSQL::PostgreSQL SQLite::SQLite3 ${CMAKE_DL_LIBS})
skep_system_library(thrift PACKAGE libthrift-dev LINK "${SKEP_THRIFT_ARCHIVE}" Boost::headers OpenSSL::SSL)
# Arrow's Parquet library exports symbols of a Thrift of its own, of another version: ours is linked in and hidden, so that
# the loader does not mix them.
target_compile_options(skep::thrift INTERFACE -fvisibility=hidden)
target_link_options(skep::thrift INTERFACE "LINKER:--exclude-libs,libthrift.a")
skep_system_library(sqlite3 PACKAGE libsqlite3-dev LINK SQLite::SQLite3)
# Asio and Beast are headers. Boost.System too, since its version 1.69.
skep_system_library(boost PACKAGE libboost1.81-dev LINK Boost::headers Threads::Threads
  DEFINE BOOST_ASIO_NO_DEPRECATED BOOST_ERROR_CODE_HEADER_ONLY)
skep_system_library(fmt PACKAGE libfmt-dev LINK fmt::fmt)
skep_system_library(spdlog PACKAGE libspdlog-dev LINK spdlog::spdlog fmt::fmt)
skep_system_library(cli11 PACKAGE libcli11-dev LINK CLI11::CLI11)
skep_system_library(date_tz PACKAGE libhowardhinnant-date-dev LINK date::date-tz)
skep_system_library(pcre2 PACKAGE libpcre2-dev LINK "${SKEP_PCRE2}")
skep_system_library(re2 PACKAGE libre2-dev LINK "${SKEP_RE2}" Threads::Threads)
skep_system_library(openssl PACKAGE libssl-dev LINK OpenSSL::SSL OpenSSL::Crypto)
skep_system_library(curl PACKAGE libcurl4-openssl-dev LINK CURL::libcurl)
skep_system_library(edit PACKAGE libedit-dev LINK "${SKEP_EDIT}")
skep_system_library(expat PACKAGE libexpat1-dev LINK EXPAT::EXPAT)
skep_system_library(yaml PACKAGE libyaml-cpp-dev LINK yaml-cpp)
skep_system_library(prometheus PACKAGE prometheus-cpp-dev LINK prometheus-cpp::core)
skep_system_library(icu PACKAGE libicu-dev LINK ICU::uc)
skep_system_library(xml2 PACKAGE libxml2-dev LINK LibXml2::LibXml2)
skep_system_library(zlib PACKAGE zlib1g-dev LINK ZLIB::ZLIB)
skep_system_library(zstd PACKAGE libzstd-dev LINK "${SKEP_ZSTD}")
skep_system_library(threads PACKAGE libc6 LINK Threads::Threads)
