# understudy_target(NAME): what every target of the project is built with.
option(UNDERSTUDY_WERROR "Treat warnings as errors" ON)

function(understudy_target name)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wpedantic -Wshadow=local -Wnon-virtual-dtor -Wimplicit-fallthrough)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${name} PRIVATE -Wno-unknown-warning-option)  # it has only the broad form of -Wshadow
  else()
    target_compile_options(${name} PRIVATE -Wno-maybe-uninitialized)  # g++ 12 at -O2 sees ghosts in tl::expected
  endif()
  if(UNDERSTUDY_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
endfunction()
