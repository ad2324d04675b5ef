# parley_layer(NAME SOURCES ... [DEPENDS layer ...] [LINK library ...] [PRIVATE_LINK library ...])
#
# One layer = one static library parley_NAME, exported as parley::NAME, with its declared
# dependencies, and a link test: the whole archive must resolve with them alone.
function(parley_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;LINK;PRIVATE_LINK" ${ARGN})
  add_library(parley_${name} STATIC ${arg_SOURCES})
  add_library(parley::${name} ALIAS parley_${name})
  set_target_properties(parley_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(parley_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
  target_include_directories(parley_${name} PRIVATE
    ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  list(TRANSFORM arg_DEPENDS PREPEND parley_)
  target_link_libraries(parley_${name} PUBLIC ${arg_DEPENDS} ${arg_LINK})
  target_link_libraries(parley_${name} PRIVATE ${arg_PRIVATE_LINK} $<BUILD_INTERFACE:parley_warnings>)
  set_property(GLOBAL APPEND PROPERTY PARLEY_LAYERS parley_${name})

  if(PARLEY_BUILD_TESTS)
    add_executable(link_${name} ${PROJECT_SOURCE_DIR}/tests/tidy/link_main.cpp)
    target_link_libraries(link_${name} PRIVATE
      -Wl,--whole-archive $<TARGET_FILE:parley_${name}> -Wl,--no-whole-archive
      ${arg_DEPENDS} ${arg_LINK} ${arg_PRIVATE_LINK} $<BUILD_INTERFACE:parley_warnings>)
    add_dependencies(link_${name} parley_${name})
    add_test(NAME link/${name} COMMAND link_${name})
  endif()
endfunction()

# parley_suite(LAYER/NAME SOURCES ... LINK library ...): one test program with CAF's test
# headers, one CTest entry. The folder of the suite is the folder of the layer. With CONFIGURATIONS
# full it runs in `tests/run.sh full` only.
function(parley_suite path)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINK;CONFIGURATIONS" ${ARGN})
  string(REPLACE "/" "_" target test_${path})
  add_executable(${target} ${arg_SOURCES} $<TARGET_OBJECTS:parley_suite_main>)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE ${arg_LINK} CAF::core parley_warnings)
  target_compile_definitions(${target} PRIVATE PARLEY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # A test is compiled once and run once: optimizing it costs more than it brings.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  # -r 0: CTest's time-out counts, not the runner's own 30 seconds.
  set(only)
  if(arg_CONFIGURATIONS)
    set(only CONFIGURATIONS ${arg_CONFIGURATIONS})
  endif()
  add_test(NAME ${path} ${only}
    COMMAND ${PROJECT_SOURCE_DIR}/tests/suite.sh $<TARGET_FILE:${target}> -n -v 2 -r 0)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  # More rounds of a random test take longer.
  if(PARLEY_TEST_SCALE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * ${PARLEY_TEST_SCALE}")
  endif()
  set_tests_properties(${path} PROPERTIES TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77)
endfunction()
