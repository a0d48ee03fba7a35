# What differs between the packages; CPack reads it once a package. In the tarball bin/ and lib/ stand below one folder.
if(CPACK_GENERATOR STREQUAL "TGZ")
  set(CPACK_PACKAGING_INSTALL_PREFIX "/")
endif()
