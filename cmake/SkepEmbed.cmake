# Puts files into a library as they are: skep_embed(<target> <files...>)
#
# Each file is packed with gzip when it is built, and stands in the program between the symbols skep_file_<name> and
# skep_file_<name>_end; in <name> every character but letters and digits is an underscore.
function(skep_embed target)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/embedded")
  set(source "${folder}/files.S")
  add_custom_command(OUTPUT "${source}"
    COMMAND Python3::Interpreter "${CMAKE_SOURCE_DIR}/cmake/embed_files.py" "${folder}" ${ARGN}
    DEPENDS "${CMAKE_SOURCE_DIR}/cmake/embed_files.py" ${ARGN}
    COMMENT "Embedding files in ${target}" VERBATIM)
  target_sources(${target} PRIVATE "${source}")
endfunction()
