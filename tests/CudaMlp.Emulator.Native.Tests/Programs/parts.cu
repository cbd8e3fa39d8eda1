// The other half of a program that is linked from relocatable parts: compiled once with MAIN and once without.
#ifdef MAIN
#include <cstdio>

extern __device__ int total;
extern __device__ int thrice(int x);

__global__ void run(int *p)
{
    p[threadIdx.x] = thrice(threadIdx.x);
    atomicAdd(&total, 1);
}

int main()
{
    int *p, h[32], all = -1;
    cudaMalloc(&p, 128);
    run<<<1, 32>>>(p);
    cudaError_t error = cudaMemcpy(h, p, 128, cudaMemcpyDeviceToHost);
    cudaMemcpyFromSymbol(&all, total, 4);
    printf("%d %d %d\n", error, h[14], all);
}
#else
__device__ int total;
__device__ int thrice(int x) { return 3 * x; }
#endif
