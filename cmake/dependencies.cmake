# Everything comes from Debian 12 packages; `./dev` installs them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(date REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 2 REQUIRED)
find_package(SQLiteCpp 3 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)  # has no CMake package in Debian 12
pkg_check_modules(yaml_cpp REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(simdjson REQUIRED IMPORTED_TARGET simdjson)
find_library(phonenumber phonenumber REQUIRED)  # has neither in Debian 12

# For programs that live on small allocations, where it is there; sanitizers bring their own allocator.
if(NOT UNDERSTUDY_SANITIZE)
  pkg_check_modules(tcmalloc IMPORTED_TARGET libtcmalloc_minimal)
endif()
function(understudy_fast_allocations target)
  if(TARGET PkgConfig::tcmalloc)
    target_link_libraries(${target} PRIVATE -Wl,--no-as-needed PkgConfig::tcmalloc)
  endif()
endfunction()
