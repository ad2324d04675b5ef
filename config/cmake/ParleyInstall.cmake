# `cmake --install`: every layer, the public headers, the program, the example configuration, and a
# CMake package: find_package(parley), parley::parley (what a host application links), parley::LAYER.
include(CMakePackageConfigHelpers)

add_library(parley_host INTERFACE)
add_library(parley::parley ALIAS parley_host)
set_target_properties(parley_host PROPERTIES EXPORT_NAME parley)
target_link_libraries(parley_host INTERFACE parley_runtime)

get_property(parley_layers GLOBAL PROPERTY PARLEY_LAYERS)
set(parley_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/parley)

install(TARGETS ${parley_layers} parley_host EXPORT parleyTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS parley_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/parley DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN *.hpp)
install(FILES ${PROJECT_SOURCE_DIR}/config/parley.ini DESTINATION ${CMAKE_INSTALL_DATADIR}/parley)
set(PARLEY_SERVICE_PROGRAM ${CMAKE_INSTALL_FULL_BINDIR}/parley)
configure_file(${PROJECT_SOURCE_DIR}/config/parley.service.in ${PROJECT_BINARY_DIR}/parley.service
  @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/parley.service DESTINATION lib/systemd/system)
install(EXPORT parleyTargets NAMESPACE parley:: DESTINATION ${parley_package_dir})

configure_package_config_file(${PROJECT_SOURCE_DIR}/config/cmake/parleyConfig.cmake.in
  ${PROJECT_BINARY_DIR}/parleyConfig.cmake INSTALL_DESTINATION ${parley_package_dir}
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break what is built on it.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/parleyConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/parleyConfig.cmake
  ${PROJECT_BINARY_DIR}/parleyConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/config/cmake/FindCAF.cmake
  DESTINATION ${parley_package_dir})
