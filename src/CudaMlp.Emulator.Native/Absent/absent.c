/* The functions of NVIDIA's driver and cuBLAS that this library does not have: programs linked against those start, and are told so when they call one.
   absent.inc is made when the library is linked: ABSENT(name) for every name of absent.names that nothing else defines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
    cuda_error_not_supported = 801,
    cublas_status_not_supported = 15,
};

static int absent(const char *name)
{
    const char *verbose = getenv("CUDAMLP_EMULATOR_VERBOSE");
    if (verbose && !strcmp(verbose, "1"))
        fprintf(stderr, "cudamlp emulator: %s is not supported\n", name);
    return strncmp(name, "cublas", 6) ? cuda_error_not_supported : cublas_status_not_supported;
}

#define ABSENT(name) \
    int name(void) { return absent(#name); }

#include "absent.inc"
