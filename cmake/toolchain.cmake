# Libraries from Debian 12 and the flags that every target is built with.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(pq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(hiredis REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
find_package(GTest REQUIRED)

add_library(jobswipe_flags INTERFACE)
target_compile_options(jobswipe_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror=return-type
                                                -Werror=unused-result -fdiagnostics-color=auto)
# g++ 12 takes the coroutine frames' own operator delete for a mismatch.
target_compile_options(jobswipe_flags INTERFACE -Wno-mismatched-new-delete)
target_include_directories(jobswipe_flags INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")

set(JOBSWIPE_SANITIZE "" CACHE STRING "address;undefined or thread")
if(JOBSWIPE_SANITIZE)
  string(REPLACE ";" "," sanitizers "${JOBSWIPE_SANITIZE}")
  target_compile_options(jobswipe_flags INTERFACE -fsanitize=${sanitizers} -fno-omit-frame-pointer -g1)
  target_link_options(jobswipe_flags INTERFACE -fsanitize=${sanitizers})
  if("address" IN_LIST JOBSWIPE_SANITIZE)
    target_compile_options(jobswipe_flags INTERFACE -fno-sanitize-recover=undefined)
  endif()
endif()

option(JOBSWIPE_COVERAGE "Count executed lines" OFF)
if(JOBSWIPE_COVERAGE)
  target_compile_options(jobswipe_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(jobswipe_flags INTERFACE --coverage)
endif()

# Asio and Beast are compiled once here instead of in every file that includes them.
set(CMAKE_UNITY_BUILD OFF)
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/asio_unit.cpp" CONTENT
  "#include <boost/asio/impl/src.hpp>\n#include <boost/asio/ssl/impl/src.hpp>\n")
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/beast_unit.cpp" CONTENT "#include <boost/beast/src.hpp>\n")
add_library(jobswipe_boost STATIC "${CMAKE_BINARY_DIR}/generated/asio_unit.cpp"
                                  "${CMAKE_BINARY_DIR}/generated/beast_unit.cpp")
target_compile_definitions(jobswipe_boost PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                                                 BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(jobswipe_boost PUBLIC Boost::json Boost::url Boost::headers OpenSSL::SSL OpenSSL::Crypto
                                            Threads::Threads PRIVATE jobswipe_flags)
