# What is installed, and the packages that `tools/package` makes of it: a .deb and a tarball.
#
# The program stands beside the libraries that come with it, in lib/skep/{bin,lib}; bin/skep leads there. The tarball has the same
# below one folder, and runs wherever it is unpacked, where the libraries of Debian 12 are that the .deb asks for.
set(place lib/skep)
set(made "${CMAKE_BINARY_DIR}/package-files") # by tools/package: completions, man page

set_target_properties(skep PROPERTIES INSTALL_RPATH "$ORIGIN/../lib")
install(TARGETS skep RUNTIME DESTINATION ${place}/bin)
install(DIRECTORY "${CMAKE_BINARY_DIR}/lib/" DESTINATION ${place}/lib)
install(DIRECTORY "${CMAKE_BINARY_DIR}/licenses/" DESTINATION share/doc/skep/licenses)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/deploy/" DESTINATION share/doc/skep/deploy
  USE_SOURCE_PERMISSIONS PATTERN "metastore.password" EXCLUDE PATTERN "__pycache__" EXCLUDE PATTERN "package" EXCLUDE)
install(DIRECTORY "${CMAKE_BINARY_DIR}/package-files/bin/" DESTINATION bin)
install(FILES "${made}/skep.1.gz" DESTINATION share/man/man1)
install(FILES "${made}/completion.bash" DESTINATION share/bash-completion/completions RENAME skep)
install(FILES "${made}/completion.zsh" DESTINATION share/zsh/vendor-completions RENAME _skep)
install(FILES "${made}/completion.fish" DESTINATION share/fish/vendor_completions.d RENAME skep.fish)

install(FILES deploy/package/skep.service DESTINATION lib/systemd/system)
install(FILES deploy/package/skep.yaml deploy/package/skep.env DESTINATION /etc/skep COMPONENT etc)

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME skep)
set(CPACK_PACKAGE_VENDOR Skep)
set(CPACK_PACKAGE_CONTACT "Skep <skep@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Hive-compatible data warehouse server in one program")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/packages")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "passwd, tzdata")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_BINARY_DIR}/lib")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA deploy/package/postinst deploy/package/prerm deploy/package/postrm
  deploy/package/conffiles)
list(TRANSFORM CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA PREPEND "${CMAKE_SOURCE_DIR}/")
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_SOURCE_DIR}/cmake/SkepPackageKind.cmake")
include(CPack)
