# What src/<folder>/CMakeLists.txt calls: one library a folder, its tests beside it, and the program.

set(SKEP_BIN "${CMAKE_BINARY_DIR}/bin")
set(SKEP_LIB "${CMAKE_BINARY_DIR}/lib")
set(SKEP_TEST "${CMAKE_BINARY_DIR}/test")
option(SKEP_FOLDERS_MAY_BE_MISSING "Only warn about a folder that is depended on and does not exist" OFF)

# Makes the static library skep_<name> of the folder's *.cpp (header-only folders work too), and of its *_test.cpp the
# program test/skep_<name>_test, which ctest runs in that folder. The name of a nested folder is engine/duckdb; its
# targets are skep_engine_duckdb and skep_engine_duckdb_test.
#
#   skep_library(<name>
#     [DEPENDS <other skep folders...>]        such as: base types metastore/sql
#     [LINK <foreign targets...>]              such as: skep::arrow skep::fmt
#     [TEST_DEPENDS <other skep folders...>]   what only the tests need
#     [TEST_LINK <foreign targets...>]
#     [PRECOMPILE <headers...>]                for the library and its tests: what most files include and takes long to read
#     [PRECOMPILE_FROM <skep folder>])         one of DEPENDS that precompiles; to share saves half a minute a build
function(skep_library name)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "PRECOMPILE_FROM" "DEPENDS;LINK;TEST_DEPENDS;TEST_LINK;PRECOMPILE")
  skep_refuse_unknown(skep_library ${name} "${given_UNPARSED_ARGUMENTS}")
  skep_target_name(library ${name})
  skep_sources(sources tests)
  skep_add_library(${library} "${sources}")
  skep_link(${library} "${given_DEPENDS}" "${given_LINK}")
  if(given_PRECOMPILE_FROM)
    skep_target_name(precompiler ${given_PRECOMPILE_FROM})
  elseif(given_PRECOMPILE AND sources)
    set(precompiler ${library})
    target_precompile_headers(${library} PRIVATE ${given_PRECOMPILE})
    target_compile_options(${library} PRIVATE -fpch-preprocess)
  endif()
  if(sources)
    skep_reuse_precompiled(${library} "${precompiler}")
  endif()
  if(tests)
    skep_add_test(${library} "${tests}" "${given_TEST_DEPENDS}" "${given_TEST_LINK}")
    skep_reuse_precompiled(${library}_test "${precompiler}")
  endif()
endfunction()

# Makes bin/<name> of the folder's main.cpp. The folder's other files become the library skep_<folder>, with tests as
# in skep_library.
#
#   skep_program(<name> [DEPENDS <other skep folders...>] [LINK <foreign targets...>]
#                       [TEST_DEPENDS <other skep folders...>] [TEST_LINK <foreign targets...>])
function(skep_program name)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "" "DEPENDS;LINK;TEST_DEPENDS;TEST_LINK")
  skep_refuse_unknown(skep_program ${name} "${given_UNPARSED_ARGUMENTS}")
  file(RELATIVE_PATH folder "${CMAKE_SOURCE_DIR}/src" "${CMAKE_CURRENT_SOURCE_DIR}")
  skep_target_name(library ${folder})
  skep_sources(sources tests)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  skep_add_library(${library} "${sources}")
  skep_link(${library} "${given_DEPENDS}" "${given_LINK}")
  add_executable(${name} main.cpp)
  target_compile_options(${name} PRIVATE ${skep_warnings})
  target_link_libraries(${name} PRIVATE ${library})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${SKEP_BIN}")
  if(tests)
    skep_add_test(${library} "${tests}" "${given_TEST_DEPENDS}" "${given_TEST_LINK}")
  endif()
endfunction()

# Fails, or warns, when a folder that another one depends on has no library.
function(skep_check_folders)
  get_property(wanted GLOBAL PROPERTY SKEP_WANTED)
  list(REMOVE_DUPLICATES wanted)
  set(missing "")
  foreach(library IN LISTS wanted)
    if(NOT TARGET ${library})
      list(APPEND missing ${library})
    endif()
  endforeach()
  if(missing AND SKEP_FOLDERS_MAY_BE_MISSING)
    message(WARNING "depended on, but no folder makes them (so nothing that needs them will link): ${missing}")
  elseif(missing)
    message(FATAL_ERROR "depended on, but no folder makes them: ${missing}")
  endif()
endfunction()

# Copies the licences of all foreign components to licenses/, one file or folder a component.
function(skep_gather_licenses)
  get_property(shipped GLOBAL PROPERTY SKEP_SHIPPED)
  list(REMOVE_DUPLICATES shipped)
  file(REMOVE_RECURSE "${CMAKE_BINARY_DIR}/licenses")
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/licenses")
  foreach(target IN LISTS shipped)
    get_target_property(licenses ${target} SKEP_LICENSES)
    string(REPLACE "skep::" "" component ${target})
    if(IS_DIRECTORY "${licenses}")
      file(COPY "${licenses}/" DESTINATION "${CMAKE_BINARY_DIR}/licenses/${component}")
    elseif(EXISTS "${licenses}")
      file(REAL_PATH "${licenses}" licenses)
      file(COPY_FILE "${licenses}" "${CMAKE_BINARY_DIR}/licenses/${component}.txt")
    else()
      message(WARNING "the licence of ${component} is not at ${licenses}")
    endif()
  endforeach()
endfunction()

# ---- used above only ----

function(skep_target_name result name)
  string(REPLACE "/" "_" flat ${name})
  set(${result} skep_${flat} PARENT_SCOPE)
endfunction()

# Lists the folder's *.cpp: sources and, apart, tests.
function(skep_sources sources_result tests_result)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(${sources_result} "${sources}" PARENT_SCOPE)
  set(${tests_result} "${tests}" PARENT_SCOPE)
endfunction()

function(skep_refuse_unknown function name arguments)
  if(arguments)
    message(FATAL_ERROR "${function}(${name}): what is '${arguments}'?")
  endif()
endfunction()

function(skep_add_library library sources)
  if(sources)
    add_library(${library} STATIC ${sources})
    target_compile_options(${library} PRIVATE ${skep_warnings})
    target_include_directories(${library} PUBLIC "${CMAKE_SOURCE_DIR}/src")
  else()
    add_library(${library} INTERFACE)
    target_include_directories(${library} INTERFACE "${CMAKE_SOURCE_DIR}/src")
  endif()
endfunction()

# Links Skep's folders and foreign targets, and remembers both for skep_check_folders and skep_gather_licenses.
function(skep_link target folders foreign)
  set(mode PUBLIC)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL INTERFACE_LIBRARY)
    set(mode INTERFACE)
  endif()
  foreach(folder IN LISTS folders)
    skep_target_name(library ${folder})
    set_property(GLOBAL APPEND PROPERTY SKEP_WANTED ${library})
    target_link_libraries(${target} ${mode} ${library})
  endforeach()
  foreach(name IN LISTS foreign)
    target_link_libraries(${target} ${mode} ${name})
    if(name MATCHES "^skep::")
      skep_ship(${name})
    endif()
  endforeach()
endfunction()

# Puts the libraries of a foreign target, and of those it links, beside the program.
function(skep_ship target)
  set_property(GLOBAL APPEND PROPERTY SKEP_SHIPPED ${target})
  get_target_property(files ${target} SKEP_RUNTIME_FILES)
  if(files)
    file(COPY ${files} DESTINATION "${SKEP_LIB}")
  endif()
  get_target_property(others ${target} INTERFACE_LINK_LIBRARIES)
  foreach(other IN LISTS others)
    if(other MATCHES "^skep::")
      skep_ship(${other})
    endif()
  endforeach()
endfunction()

function(skep_reuse_precompiled target precompiler)
  if(precompiler AND NOT target STREQUAL precompiler)
    target_precompile_headers(${target} REUSE_FROM ${precompiler})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# Unit tests belong to the target unit_tests, so that a build can make them without the program.
function(skep_add_test library tests folders foreign)
  add_executable(${library}_test ${tests})
  target_compile_options(${library}_test PRIVATE ${skep_warnings})
  target_link_libraries(${library}_test PRIVATE ${library} GTest::gmock_main)
  skep_link(${library}_test "${folders}" "${foreign}")
  set_target_properties(${library}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${SKEP_TEST}")
  add_dependencies(unit_tests ${library}_test)
  add_test(NAME ${library}_test COMMAND ${library}_test WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  set_tests_properties(${library}_test PROPERTIES TIMEOUT 300)
endfunction()
