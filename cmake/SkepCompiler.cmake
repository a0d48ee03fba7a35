# The compiler: language level, flags of the build types, warnings, linker and compiler cache.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or Asan" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# Position independent code is left to the compiler's default: libraries and tests must agree on it to share a
# precompiled header.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# NDEBUG concerns foreign headers only: Skep's own assertions hold in every build. DEBUG and _GLIBCXX_DEBUG are never
# defined, since DuckDB's headers and libstdc++ would then no longer match the libraries.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g -D_GLIBCXX_ASSERTIONS")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_ASAN "-O1 -g1 -D_GLIBCXX_ASSERTIONS -fno-omit-frame-pointer")
string(APPEND CMAKE_CXX_FLAGS_ASAN " -fsanitize=address,undefined -fno-sanitize-recover=all")
foreach(flags DEBUG RELEASE ASAN)
  if("${CMAKE_CXX_FLAGS_${flags}}" MATCHES "-D(DEBUG|_GLIBCXX_DEBUG)")
    message(FATAL_ERROR "DEBUG and _GLIBCXX_DEBUG must not be defined: DuckDB's library was built without them")
  endif()
endforeach()

add_compile_definitions(SKEP_VERSION="${PROJECT_VERSION}")

# Paths in assertions and debug information are relative to the source folder, so that checkouts share cached objects.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")

option(SKEP_WARNINGS_ARE_ERRORS "Fail on a warning in Skep's own code" ON)
set(skep_warnings -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual -Wshadow=local -Wextra-semi
                  -Wredundant-move -Wsuggest-override -Wvla)
# Designated initialisers leave out members on purpose. The others are wrong too often in g++ 12 at -O2 (std::string's
# operator+, std::optional, std::variant); the sanitizers find what they look for.
list(APPEND skep_warnings -Wno-missing-field-initializers -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds
                          -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer)
if(SKEP_WARNINGS_ARE_ERRORS)
  list(APPEND skep_warnings -Werror)
endif()

find_program(SKEP_MOLD mold)
if(SKEP_MOLD)
  add_link_options(-fuse-ld=mold)
else()
  message(WARNING "mold is missing: linking takes longer; tools/install_packages installs it")
endif()
# Both test/ and bin/ lie beside lib/. Foreign libraries bring their own dependencies.
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib")
add_link_options(-Wl,--enable-new-dtags)

find_program(SKEP_CCACHE ccache)
if(SKEP_CCACHE)
  # The sloppiness is what ccache asks for where headers are precompiled; the base directory makes objects shareable. Comments
  # count: #pragma once knows a precompiled header by its bytes, so that one of an older comment would be read again.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 CCACHE_COMMENTS=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${SKEP_CCACHE}")
else()
  message(WARNING "ccache is missing: nothing is remembered between builds; tools/install_packages installs it")
endif()
