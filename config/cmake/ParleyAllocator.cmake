# Links jemalloc into a program. Messages are made on one thread and freed on another, where glibc's
# arenas wait for each other: with 1,024 appends in flight a third of the rate (tests/benchmarks).
# Libraries link no allocator: that is the host application's choice. Sanitizers bring their own.
option(PARLEY_JEMALLOC "Link programs with jemalloc" ON)

if(PARLEY_JEMALLOC AND NOT PARLEY_SANITIZE)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
endif()

function(parley_allocator target)
  if(TARGET PkgConfig::JEMALLOC)
    target_link_libraries(${target} PRIVATE PkgConfig::JEMALLOC)
  endif()
endfunction()
