// gather_batch: the rows of the coming batch, brought together and normalised.
//
//     row          = order[state.position + r], or, where order is null, state.position + r
//     output[r, j] = features[row, j] · scale[j] + shift[j]
//     wanted[r, k] = targets[row, k]
//
// features: bytes or floats, samples × columns. scale, shift: one a column. targets: 32-bit words, samples × target_words: class numbers as
// int32 (one word) or float32 targets; target_words = 0 where there are none. rows: of this batch, short or full.
//
// Packets are of four elements for every type, so that scale and shift are one 16-byte access, too.
// Launch: tiles.cuh; rows_per_block ≤ 256. The launcher takes the packet kernel where columns and addresses suit packets, else the `_single` one.
#include "step_state.cuh"
#include "tiles.cuh"

template <int N, typename Feature, typename Output>
__device__ __forceinline__ void gather_batch(
    const Feature *features, const unsigned int *targets, const int *order, const step_state *state, const float *scale, const float *shift,
    Output *output, unsigned int *wanted, unsigned int rows, unsigned int columns, unsigned int target_words, unsigned int rows_per_block) {
    // The chunk's row numbers, read once by neighbouring threads.
    __shared__ int chosen[256];
    __shared__ __align__(16) float block[256];
    const tile tile = tile_of_thread<N>(rows, rows_per_block);
    const unsigned int begin = blockIdx.y * rows_per_block, thread = threadIdx.y * blockDim.x + threadIdx.x;
    if (begin + thread < tile.end_row) {
        const unsigned int position = state->position + begin + thread;
        chosen[thread] = order ? order[position] : (int)position;
    }

    float a[N], b[N];
    load_columns(a, scale, tile, columns, block);
    load_columns(b, shift, tile, columns, block);

    if (tile.column < columns) {
        for (unsigned int r = tile.first_row; r < tile.end_row; r += blockDim.y) {
            float x[N];
            load(x, features + (long long)chosen[r - begin] * columns + tile.column);
#pragma unroll
            for (int k = 0; k < N; k++) x[k] = fmaf(x[k], a[k], b[k]);
            store(output + (long long)r * columns + tile.column, x);
        }
    }

    if (blockIdx.x == 0)
        for (unsigned int i = thread; i < (tile.end_row - begin) * target_words; i += 256) {
            const unsigned int r = i / target_words, k = i % target_words;
            wanted[(long long)(begin + r) * target_words + k] = targets[(long long)chosen[r] * target_words + k];
        }
}

#define GATHER_BATCH(name, N, Feature, Output)                                                                                                        \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                                           \
        const Feature *features, const unsigned int *targets, const int *order, const step_state *state, const float *scale, const float *shift,      \
        Output *output, unsigned int *wanted, unsigned int rows, unsigned int columns, unsigned int target_words, unsigned int rows_per_block) {      \
        gather_batch<N>(features, targets, order, state, scale, shift, output, wanted, rows, columns, target_words, rows_per_block);                  \
    }

#define GATHER_BATCH_TO(suffix, Output)                                                                                                               \
    GATHER_BATCH(gather_batch_u8_##suffix, 4, u8, Output)                                                                                             \
    GATHER_BATCH(gather_batch_u8_##suffix##_single, 1, u8, Output)                                                                                    \
    GATHER_BATCH(gather_batch_f32_##suffix, 4, float, Output)                                                                                         \
    GATHER_BATCH(gather_batch_f32_##suffix##_single, 1, float, Output)

GATHER_BATCH_TO(f32, float)
GATHER_BATCH_TO(f16, float16)
GATHER_BATCH_TO(bf16, bfloat16)
