# PARLEY_SANITIZE=address builds with AddressSanitizer and UndefinedBehaviorSanitizer. The null
# check is left out: CAF's own header caf/detail/init_fun_factory.hpp trips over it.
# PARLEY_SANITIZE=thread needs a libcaf_core that is built with -fsanitize=thread too
# (tests/tsan_caf.sh makes one; point CAF_ROOT at it).
if(PARLEY_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  add_link_options(-fsanitize=address,undefined)
elseif(PARLEY_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -O1)
  add_link_options(-fsanitize=thread)
elseif(PARLEY_SANITIZE)
  message(FATAL_ERROR "PARLEY_SANITIZE is '${PARLEY_SANITIZE}'; allowed: address, thread")
endif()
