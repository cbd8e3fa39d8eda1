// A program as most are: written for the CUDA runtime library, compiled by nvcc. It checks itself; each check is a line.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

__device__ int counter;
__constant__ float factors[2];
__managed__ int both = 5;

__global__ void scale(const float *x, float *y, int n)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
        y[i] = factors[0] * x[i] + factors[1];
}

__global__ void count() { atomicAdd(&counter, 1); }

__global__ void add(int *p, int value) { atomicAdd(p + threadIdx.x, value); }

__global__ void touch()
{
    if (threadIdx.x == 0)
        both += 37;
}

__global__ void reverse(int *p)
{
    extern __shared__ int s[];
    s[threadIdx.x] = p[threadIdx.x];
    __syncthreads();
    p[threadIdx.x] = s[blockDim.x - 1 - threadIdx.x];
}

__global__ void say() { printf("from thread %d\n", threadIdx.x); }

__global__ void wild(int *p) { p[1 << 20] = 1; }

static int failures;

static void check(const char *name, bool good)
{
    printf("%s %s\n", good ? "PASS" : "FAIL", name);
    failures += !good;
}

static bool ok(cudaError_t error)
{
    if (error != cudaSuccess)
        printf("%s: %s\n", cudaGetErrorName(error), cudaGetErrorString(error));
    return error == cudaSuccess;
}

static void CUDART_CB called(void *p) { ++*(int *)p; }

static void kernels()
{
    const int n = 1000;
    std::vector<float> x(n, 2), y(n);
    float f[2] = {3, 1}, *a, *b;
    bool good = ok(cudaMalloc(&a, n * 4)) && ok(cudaMalloc(&b, n * 4)) && ok(cudaMemcpyToSymbol(factors, f, sizeof f));
    good = good && ok(cudaMemcpy(a, x.data(), n * 4, cudaMemcpyDefault));
    scale<<<(n + 127) / 128, 128>>>(a, b, n);
    good = good && ok(cudaGetLastError()) && ok(cudaMemcpy(y.data(), b, n * 4, cudaMemcpyDeviceToHost));
    check("kernel", good && y[0] == 7 && y[n - 1] == 7);
    int had = -1, zero = 0;
    good = ok(cudaMemcpyToSymbol(counter, &zero, 4));
    count<<<3, 64>>>();
    check("symbol", good && ok(cudaMemcpyFromSymbol(&had, counter, 4)) && had == 192);
    touch<<<1, 32>>>();
    check("managed variable", ok(cudaDeviceSynchronize()) && both == 42);
    int *p = (int *)a, h[512];
    for (int i = 0; i < 512; i++)
        h[i] = i;
    good = ok(cudaMemcpy(p, h, 2000, cudaMemcpyHostToDevice)) && ok(cudaFuncSetAttribute(reverse, cudaFuncAttributeMaxDynamicSharedMemorySize, 60000));
    reverse<<<1, 500, 60000>>>(p);
    check("large shared memory", good && ok(cudaGetLastError()) && ok(cudaMemcpy(h, p, 2000, cudaMemcpyDeviceToHost)) && h[0] == 499 && h[499] == 0);
    cudaFuncAttributes attributes;
    int blocks = 0;
    check("function", ok(cudaFuncGetAttributes(&attributes, scale)) && attributes.ptxVersion <= attributes.binaryVersion
        && ok(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, scale, 256, 0)) && blocks > 0);
    cudaPointerAttributes where;
    check("pointer", ok(cudaPointerGetAttributes(&where, a)) && where.type == cudaMemoryTypeDevice && ok(cudaPointerGetAttributes(&where, h)) && where.type == cudaMemoryTypeUnregistered);
    cudaFree(a);
    cudaFree(b);
}

static void streams()
{
    cudaStream_t s;
    cudaEvent_t start, stop;
    int *p, h[32], calls = 0;
    float time = -1;
    bool good = ok(cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking)) && ok(cudaEventCreate(&start)) && ok(cudaEventCreate(&stop)) && ok(cudaMallocAsync(&p, 128, s));
    good = good && ok(cudaMemsetAsync(p, 0, 128, s)) && ok(cudaEventRecord(start, s));
    add<<<1, 32, 0, s>>>(p, 2);
    good = good && ok(cudaLaunchHostFunc(s, called, &calls)) && ok(cudaEventRecord(stop, s)) && ok(cudaEventSynchronize(stop)) && ok(cudaEventElapsedTime(&time, start, stop));
    check("stream", good && calls == 1 && time >= 0);
    cudaGraph_t graph;
    cudaGraphExec_t exec;
    good = ok(cudaStreamBeginCapture(s, cudaStreamCaptureModeGlobal));
    add<<<1, 32, 0, s>>>(p, 5);
    good = good && ok(cudaMemcpyAsync(h, p, 128, cudaMemcpyDeviceToHost, s)) && ok(cudaStreamEndCapture(s, &graph)) && ok(cudaGraphInstantiate(&exec, graph, 0));
    for (int i = 0; i < 3; i++)
        good = good && ok(cudaGraphLaunch(exec, s));
    check("graph", good && ok(cudaStreamSynchronize(s)) && h[31] == 17);
    cudaGraphExecDestroy(exec);
    cudaGraphDestroy(graph);
    cudaFreeAsync(p, s);
    cudaEventDestroy(start);
    cudaEventDestroy(stop);
    cudaStreamDestroy(s);
}

static void threads()
{
    int *p, h[32];
    bool good = ok(cudaMalloc(&p, 128)) && ok(cudaMemset(p, 0, 128));
    std::vector<std::thread> all;
    for (int i = 1; i <= 4; i++)
        all.emplace_back([=] {
            for (int j = 0; j < 20; j++)
                add<<<1, 32, 0, cudaStreamPerThread>>>(p, i);
            cudaStreamSynchronize(cudaStreamPerThread);
        });
    for (auto &thread : all)
        thread.join();
    check("threads", good && ok(cudaMemcpy(h, p, 128, cudaMemcpyDeviceToHost)) && h[31] == 200);
    cudaFree(p);
}

static void errors()
{
    void *much;
    check("too much memory", cudaMalloc(&much, (size_t)1 << 50) == cudaErrorMemoryAllocation && cudaGetLastError() == cudaErrorMemoryAllocation && cudaGetLastError() == cudaSuccess);
    count<<<1, 2048>>>();
    check("too many threads", cudaGetLastError() != cudaSuccess && cudaGetLastError() == cudaSuccess);
    int *p, had = -1;
    cudaMalloc(&p, 4);
    wild<<<1, 1>>>(p);
    check("fault", cudaDeviceSynchronize() == cudaErrorIllegalAddress && cudaFree(p) == cudaErrorIllegalAddress);
    check("reset", ok(cudaDeviceReset()) && ok(cudaMemcpyFromSymbol(&had, counter, 4)) && had == 0);
    count<<<1, 32>>>();
    check("after reset", ok(cudaMemcpyFromSymbol(&had, counter, 4)) && had == 32 && both == 5);
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "say"))
    {
        printf("before\n");
        say<<<1, 2>>>();
        cudaDeviceSynchronize();
        printf("after\n");
        return 0;
    }
    cudaDeviceProp properties;
    check("device", ok(cudaGetDeviceProperties(&properties, 0)) && properties.major * 10 + properties.minor >= 70);
    kernels();
    streams();
    threads();
    if (argc > 1 && !strcmp(argv[1], "errors"))
        errors();
    return failures != 0;
}
