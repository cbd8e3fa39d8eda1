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

// This thread's N of the numbers that there is one of for each column. A block reads them once, into `block`, shared memory for 256 floats
// aligned to 16 bytes; all its threads must call.
template <int N>
__device__ __forceinline__ void load_columns(float (&values)[N], const float *source, const tile &tile, unsigned int columns, float *block) {
    const unsigned int thread = threadIdx.y * blockDim.x + threadIdx.x, column = blockIdx.x * blockDim.x * N + thread;
    if (thread < blockDim.x * N && column < columns) block[thread] = source[column];
    __syncthreads();
    if (tile.column < columns) load(values, block + threadIdx.x * N);
    __syncthreads();
}

// Column sums: adds each thread's sums of N columns over the rows of the block, then over the chunks, and writes the result to `target`.
// `partials` holds chunks × columns floats and `counters` one zero for each strip. `block` is shared memory for 256·N floats aligned to 16 bytes.
template <int N>
__device__ __forceinline__ void column_sums(
    float (&sums)[N], const tile &tile, unsigned int columns, float *block, float *partials, unsigned int *counters, float *target) {
    float *const mine = block + (threadIdx.y * blockDim.x + threadIdx.x) * N;
    const bool inside = tile.column < columns;

    // Twice: first over this block's rows, then, in the strip's last block, over the chunks' parts.
    for (bool final = false;; final = true) {
        store(mine, sums);
        __syncthreads();
        for (unsigned int half = blockDim.y / 2; half > 0; half /= 2) {
            if (threadIdx.y < half) {
                float other[N];
                load(other, mine + half * blockDim.x * N);
#pragma unroll
                for (int k = 0; k < N; k++) sums[k] += other[k];
                store(mine, sums);
            }

            __syncthreads();
        }

        float *const result = final || gridDim.y == 1 ? target : partials + blockIdx.y * columns;
        if (inside && threadIdx.y == 0) store(result + tile.column, sums);
        if (final || gridDim.y == 1) return;
        if (!is_last_block(counters + blockIdx.x, gridDim.y)) return;

#pragma unroll
        for (int k = 0; k < N; k++) sums[k] = 0;
        if (inside)
            for (unsigned int chunk = threadIdx.y; chunk < gridDim.y; chunk += blockDim.y) {
                float part[N];
                load(part, partials + chunk * columns + tile.column);
#pragma unroll
                for (int k = 0; k < N; k++) sums[k] += part[k];
            }
    }
}
