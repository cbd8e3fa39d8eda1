// How blocks cover a row-major matrix for ops that know columns (a bias, a feature's scale, a column's sum).
//
// A block has blockDim = (lanes, 256 / lanes). Lane x owns a packet of N neighbouring columns of the strip blockIdx.x and keeps what belongs to
// the columns in registers; the block's rows go down the chunk blockIdx.y in steps of blockDim.y. The launcher takes as many lanes
// as a row has packets, rounded up to a power of two, 32 at most: narrow matrices put several rows into a warp, whose
// accesses stay one contiguous stretch because rows follow each other.
#pragma once

#include "packets.cuh"
#include "reductions.cuh"

struct tile {
    unsigned int column;     // first of this thread's columns; may lie beyond the matrix
    unsigned int first_row;  // of this thread
    unsigned int end_row;    // of the chunk
};

template <int N> __device__ __forceinline__ tile tile_of_thread(unsigned int rows, unsigned int rows_per_block) {
    tile result;
    result.column = (blockIdx.x * blockDim.x + threadIdx.x) * N;
    result.first_row = blockIdx.y * rows_per_block + threadIdx.y;
    const unsigned int end = (blockIdx.y + 1) * rows_per_block;
    result.end_row = end < rows ? end : rows;
    return result;
}

// Column sums: adds each thread's sums of N columns over the rows of the block, then over the chunks, and writes the result to `target`.
// `partials` holds chunks × columns floats and `counters` one zero for each strip. `block` is shared memory for 256·N floats.
template <int N>
__device__ __forceinline__ void column_sums(
    float (&sums)[N], const tile &tile, unsigned int columns, float *block, float *partials, unsigned int *counters, float *target) {
    const unsigned int width = blockDim.x * N, mine = threadIdx.y * width + threadIdx.x * N;
    const bool inside = tile.column < columns;

    // Twice: first over this block's rows, then, in the strip's last block, over the chunks' parts.
    for (bool final = false;; final = true) {
#pragma unroll
        for (int k = 0; k < N; k++) block[mine + k] = sums[k];
        __syncthreads();
        for (unsigned int half = blockDim.y / 2; half > 0; half /= 2) {
            if (threadIdx.y < half)
#pragma unroll
                for (int k = 0; k < N; k++) block[mine + k] += block[mine + half * width + k];
            __syncthreads();
        }

        float *const result = final || gridDim.y == 1 ? target : partials + blockIdx.y * columns;
        if (inside && threadIdx.y == 0)
#pragma unroll
            for (int k = 0; k < N; k++) result[tile.column + k] = block[mine + k];
        if (final || gridDim.y == 1) return;
        if (!is_last_block(counters + blockIdx.x, gridDim.y)) return;

#pragma unroll
        for (int k = 0; k < N; k++) sums[k] = 0;
        if (inside)
            for (unsigned int chunk = threadIdx.y; chunk < gridDim.y; chunk += blockDim.y)
#pragma unroll
                for (int k = 0; k < N; k++) sums[k] += partials[chunk * columns + tile.column + k];
    }
}
