// The least of programs: whether memory is had, and whether a kernel is launched.
#include <cstdio>

__global__ void set(int *p) { *p = 42; }

int main()
{
    int *p, had = 0;
    cudaError_t allocated = cudaMalloc(&p, 4);
    set<<<1, 1>>>(p);
    cudaError_t launched = cudaGetLastError();
    cudaMemcpy(&had, p, 4, cudaMemcpyDeviceToHost);
    printf("malloc %d launch %d had %d\n", allocated, launched, had);
}
