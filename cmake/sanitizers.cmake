# UNDERSTUDY_SANITIZE is a list for -fsanitize, such as "address,undefined" or "thread"; empty for none.
set(UNDERSTUDY_SANITIZE "" CACHE STRING "Sanitizers to build with")

if(UNDERSTUDY_SANITIZE)
  add_compile_options(-fsanitize=${UNDERSTUDY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${UNDERSTUDY_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options(-fno-sanitize=function)  # clang 14 cannot emit it for coroutines
  endif()
endif()
