// Sums in a fixed order: the same launch on the same data gives the same bits, whatever the order in which blocks run. There are no float atomics.
#pragma once

#include "cuda_without_toolkit.cuh"

#define ALL_LANES 0xffffffffu

// Every lane gets the warp's sum. The butterfly adds the same pairs in each lane, so the lanes agree to the bit.
template <typename T> __device__ __forceinline__ T warp_sum(T value) {
#pragma unroll
    for (int mask = 16; mask > 0; mask /= 2) value += __shfl_xor_sync(ALL_LANES, value, mask);
    return value;
}

__device__ __forceinline__ float warp_max(float value) {
#pragma unroll
    for (int mask = 16; mask > 0; mask /= 2) value = fmaxf(value, __shfl_xor_sync(ALL_LANES, value, mask));
    return value;
}

// Sum over a block of 256 threads; thread 0 gets it. `scratch` holds eight values and is free again after the next barrier.
template <typename T> __device__ __forceinline__ T block_sum(T value, T *scratch) {
    const unsigned int thread = threadIdx.y * blockDim.x + threadIdx.x;
    value = warp_sum(value);
    if (thread % 32 == 0) scratch[thread / 32] = value;
    __syncthreads();
    if (thread == 0) {
        value = scratch[0];
        for (int warp = 1; warp < 8; warp++) value += scratch[warp];
    }

    return value;
}

// True in all threads of the block that arrives last of `blocks` at the counter: what the others wrote before is visible to it. Every block writes
// its part to memory, the last one adds them up in the order of the blocks. The counter ends at 0, ready for the next launch.
__device__ __forceinline__ bool is_last_block(unsigned int *counter, unsigned int blocks) {
    __shared__ bool last;
    // Each thread publishes what it wrote; the barrier then lets thread 0 speak for all.
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0 && threadIdx.y == 0) {
        last = atomicAdd(counter, 1) == blocks - 1;
        if (last) *counter = 0;
    }

    __syncthreads();
    __threadfence();
    return last;
}
