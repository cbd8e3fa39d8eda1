/*
 * A CUDA program in C that knows only the driver API and cuBLAS: it opens the libraries by name as programs do, and checks what they do.
 * usage: client foreign.ptx [leak|fault|assert]
 */
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t CUdeviceptr;
typedef void *handle;
typedef struct
{
    float factor;
    int offset;
} Scale;

static void *cuda, *cublas;
static int failed;

static void *find(void *library, const char *name)
{
    void *f = dlsym(library, name);
    if (!f)
    {
        printf("FAIL missing %s\n", name);
        exit(2);
    }
    return f;
}

#define CU(name, ...) ((int (*)())find(cuda, #name))(__VA_ARGS__)
#define BLAS(name, ...) ((int (*)())find(cublas, #name))(__VA_ARGS__)
#define CHECK(what, condition)                                \
    do                                                        \
    {                                                         \
        int good = (condition);                               \
        printf("%s %s\n", good ? "PASS" : "FAIL", what);      \
        failed += !good;                                      \
    } while (0)

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        exit(2);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *text = calloc(1, size + 1);
    if (fread(text, 1, size, f) != (size_t)size)
        exit(2);
    fclose(f);
    return text;
}

int main(int argc, char **argv)
{
    cuda = dlopen("libcuda.so.1", RTLD_NOW);
    cublas = dlopen("libcublas.so.12", RTLD_NOW);
    if (!cuda || !cublas)
    {
        printf("FAIL dlopen %s\n", dlerror());
        return 2;
    }
    CHECK("one-device-under-all-names", dlopen("libcuda.so", RTLD_NOW) == cuda && dlopen("libcublas.so", RTLD_NOW) == cublas);
    CHECK("unknown-function-is-absent", dlsym(cuda, "cuMakeCoffee") == NULL);

    int count = 0;
    CHECK("not-initialized", CU(cuDeviceGetCount, &count) == 3);
    int initialized = CU(cuInit, 0);
    CHECK("init", initialized == 0 && CU(cuDeviceGetCount, &count) == 0 && count == 1);
    if (initialized)
        return 1;
    int answered = 1, value;
    for (int id = 1; id <= 143; id++)
        answered &= CU(cuDeviceGetAttribute, &value, id, 0) == 0;
    CHECK("attributes", answered);

    handle context, module, saxpy, block_sum, stream, start, end;
    CHECK("context", CU(cuCtxCreate_v2, &context, 0u, 0) == 0);
    char log[1000];
    int options[] = {5, 6};
    void *values[] = {log, (void *)sizeof log};
    CHECK("error-log", CU(cuModuleLoadDataEx, &module, ".version 7.0\n.target sm_70\n.address_size 64\n.visible .entry k() { nonsense; }\n", 2u, options, values) == 218
                           && strstr(log, "line 4") && strstr(log, "nonsense"));
    char *ptx = read_file(argv[1]);
    CHECK("module", CU(cuModuleLoadData, &module, ptx) == 0 && CU(cuModuleGetFunction, &saxpy, module, "saxpy") == 0
                        && CU(cuModuleGetFunction, &block_sum, module, "block_sum") == 0);

    if (argc > 2 && !strcmp(argv[2], "assert"))
    {
        handle check;
        int i = 3;
        void *wrong[] = {&i};
        CU(cuModuleGetFunction, &check, module, "check");
        int launch = CU(cuLaunchKernel, check, 1u, 1u, 1u, 1u, 1u, 1u, 0u, (handle)0, wrong, (void **)0);
        printf("launch %d synchronize %d\n", launch, CU(cuCtxSynchronize));
        return 0;
    }

    enum { n = 1000 };
    static float x[n], y[n], result[n];
    for (int i = 0; i < n; i++)
        x[i] = i * 0.5f, y[i] = 3.0f - i;
    CUdeviceptr dx, dy, sums;
    CHECK("memory", CU(cuMemAlloc_v2, &dx, sizeof x) == 0 && CU(cuMemAlloc_v2, &dy, sizeof y) == 0 && CU(cuMemcpyHtoD_v2, dx, x, sizeof x) == 0
                        && CU(cuMemcpyHtoD_v2, dy, y, sizeof y) == 0);
    if (argc > 2 && !strcmp(argv[2], "fault"))
    {
        int too_many = n + 1000;
        Scale s = {1, 0};
        void *wild[] = {&dy, &dx, &s, &too_many};
        int launch = CU(cuLaunchKernel, saxpy, 20u, 1u, 1u, 128u, 1u, 1u, 0u, (handle)0, wild, (void **)0);
        int sync = CU(cuCtxSynchronize);
        printf("launch %d synchronize %d\n", launch, sync);
        return 0;
    }

    CU(cuStreamCreate, &stream, 1u);
    CU(cuEventCreate, &start, 0u);
    CU(cuEventCreate, &end, 0u);
    Scale scale = {2.0f, 1};
    int length = n;
    void *arguments[] = {&dy, &dx, &scale, &length};
    float milliseconds = -1;
    CU(cuEventRecord, start, stream);
    CHECK("launch", CU(cuLaunchKernel, saxpy, 8u, 1u, 1u, 128u, 1u, 1u, 0u, stream, arguments, (void **)0) == 0);
    CU(cuEventRecord, end, stream);
    CHECK("event", CU(cuEventSynchronize, end) == 0 && CU(cuEventElapsedTime_v2, &milliseconds, start, end) == 0 && milliseconds > 0 && milliseconds < 60000);
    CU(cuMemcpyDtoH_v2, result, dy, sizeof result);
    int right = 1;
    static const float table[] = {1, 10, 100, 1000};
    for (int i = 0; i < n; i++)
        right &= result[i] == fmaf(2.0f, x[i], y[i]) + table[(i + 1) & 3];
    CHECK("saxpy", right);

    static int numbers[128 * 5];
    int totals[5], expected[5] = {0};
    for (int i = 0; i < 128 * 5; i++)
        expected[i / 128] += numbers[i] = i * 7 % 1001 - 300;
    CUdeviceptr dn;
    CU(cuMemAlloc_v2, &dn, sizeof numbers);
    CU(cuMemAlloc_v2, &sums, sizeof totals);
    CU(cuMemcpyHtoDAsync_v2, dn, numbers, sizeof numbers, stream);
    struct
    {
        CUdeviceptr x, sums;
    } packed = {dn, sums};
    size_t size = sizeof packed;
    void *extra[] = {(void *)1, &packed, (void *)2, &size, (void *)0};
    handle graph, executable;
    CHECK("capture", CU(cuStreamBeginCapture_v2, stream, 0) == 0 && CU(cuLaunchKernel, block_sum, 5u, 1u, 1u, 128u, 1u, 1u, 0u, stream, (void **)0, extra) == 0
                         && CU(cuStreamEndCapture, stream, &graph) == 0 && CU(cuGraphInstantiateWithFlags, &executable, graph, (uint64_t)0) == 0);
    CHECK("graph", CU(cuGraphLaunch, executable, stream) == 0 && CU(cuStreamSynchronize, stream) == 0);
    CU(cuMemcpyDtoH_v2, totals, sums, sizeof totals);
    CHECK("block-sum", !memcmp(totals, expected, sizeof totals));

    handle blas;
    float a[] = {1, 2, 3, 4, 5, 6}, b[] = {7, 8, 9, 10, 11, 12}, c[4], alpha = 1, beta = 0;
    CUdeviceptr da, db, dc;
    CU(cuMemAlloc_v2, &da, sizeof a);
    CU(cuMemAlloc_v2, &db, sizeof b);
    CU(cuMemAlloc_v2, &dc, sizeof c);
    CU(cuMemcpyHtoD_v2, da, a, sizeof a);
    CU(cuMemcpyHtoD_v2, db, b, sizeof b);
    CHECK("cublas", BLAS(cublasCreate_v2, &blas) == 0 && BLAS(cublasSgemm_v2, blas, 0, 0, 2, 2, 3, &alpha, da, 2, db, 3, &beta, dc, 2) == 0);
    CU(cuMemcpyDtoH_v2, c, dc, sizeof c);
    CHECK("sgemm", c[0] == 76 && c[1] == 100 && c[2] == 103 && c[3] == 136);
    float norm = 0;
    int largest = 0;
    CHECK("norm-and-largest", BLAS(cublasSnrm2_v2, blas, 4, dc, 1, &norm) == 0 && fabsf(norm - 211.8514f) < 1e-3f && BLAS(cublasIsamax_v2, blas, 4, dc, 1, &largest) == 0 && largest == 4);
    BLAS(cublasDestroy_v2, blas);

    void *found = NULL;
    int status = -1;
    CHECK("proc-address", CU(cuGetProcAddress_v2, "cuMemAlloc", &found, 12080, (uint64_t)0, &status) == 0 && status == 0 && found == dlsym(cuda, "cuMemAlloc_v2"));
    CHECK("no-proc-address", CU(cuGetProcAddress_v2, "cuMakeCoffee", &found, 12080, (uint64_t)0, &status) == 0 && status == 1 && !found);

    if (argc > 2 && !strcmp(argv[2], "leak"))
        return failed != 0;
    CU(cuMemFree_v2, dx);
    CU(cuMemFree_v2, dy);
    CU(cuMemFree_v2, dn);
    CU(cuMemFree_v2, sums);
    CU(cuMemFree_v2, da);
    CU(cuMemFree_v2, db);
    CU(cuMemFree_v2, dc);
    CHECK("destroy", CU(cuGraphExecDestroy, executable) == 0 && CU(cuGraphDestroy, graph) == 0 && CU(cuEventDestroy_v2, start) == 0
                         && CU(cuEventDestroy_v2, end) == 0 && CU(cuStreamDestroy_v2, stream) == 0 && CU(cuModuleUnload, module) == 0
                         && CU(cuCtxDestroy_v2, context) == 0);
    printf("failed %d\n", failed);
    return failed != 0;
}
