#include <unistd.h>

#include <cstdio>

#include "agent/app.hpp"

int main(int argc, char** argv) {
  const int code = jobswipe::agent::run_program(argc, argv);
  std::fflush(nullptr);
  // Everything that must be closed is; threads that wait for the name service are not waited for.
  ::_exit(code);
}
