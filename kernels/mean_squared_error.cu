// mean_squared_error: loss, its gradient and the sums of a batch in one pass over the predictions.
//
//     e[r, j]   = predictions[r, j] + bias[j] - targets[r, j]
//     loss     += Σ_j e[r, j]² / columns
//     gradient  = 2 · e · loss_scale / (rows · columns),  bias_gradient[j] = Σ_r gradient[r, j]
//
// predictions, targets, gradient: row-major rows × columns; gradient may be predictions. bias, gradient and bias_gradient may be null.
// `losses` holds one value a block, `partials` chunks × columns floats, `counters` a zero for the grid and one for each strip.
//
// Launch: tiles.cuh. The launcher takes the packet kernel where columns and addresses suit packets, else the `_single` one.
#include "step_state.cuh"
#include "tiles.cuh"

template <int N>
__device__ __forceinline__ void mean_squared_error(
    const float *predictions, const float *bias, const float *targets, float *gradient, float *bias_gradient, step_state *state,
    double *losses, float *partials, unsigned int *counters, unsigned int rows, unsigned int columns, unsigned int rows_per_block) {
    __shared__ __align__(16) float block[256 * N];
    __shared__ double scratch[8];
    const tile tile = tile_of_thread<N>(rows, rows_per_block);
    const float scale = gradient ? 2.0f * state->loss_scale / ((float)rows * (float)columns) : 0.0f;
    float sums[N] = {}, b[N] = {};
    double squares = 0;
    if (bias) load_columns(b, bias, tile, columns, block);
    if (tile.column < columns) {
        for (unsigned int r = tile.first_row; r < tile.end_row; r += blockDim.y) {
            const long long i = (long long)r * columns + tile.column;
            float e[N], t[N];
            load(e, predictions + i);
            load(t, targets + i);
#pragma unroll
            for (int k = 0; k < N; k++) {
                e[k] = e[k] + b[k] - t[k];
                squares += (double)e[k] * e[k];
                e[k] *= scale;
                sums[k] += e[k];
            }

            if (gradient) store(gradient + i, e);
        }
    }

    squares = block_sum(squares, scratch);
    if (threadIdx.x == 0 && threadIdx.y == 0) losses[blockIdx.y * gridDim.x + blockIdx.x] = squares;
    if (bias_gradient) column_sums(sums, tile, columns, block, partials, counters + 1, bias_gradient);

    const unsigned int blocks = gridDim.x * gridDim.y;
    if (!is_last_block(counters, blocks)) return;
    squares = 0;
    for (unsigned int i = threadIdx.y * blockDim.x + threadIdx.x; i < blocks; i += 256) squares += losses[i];
    squares = block_sum(squares, scratch);
    if (threadIdx.x == 0 && threadIdx.y == 0) {
        state->batch_loss = squares / columns;
        state->loss_sum += squares / columns;
        state->samples += rows;
    }
}

#define MEAN_SQUARED_ERROR(name, N)                                                                                                             \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                                     \
        const float *predictions, const float *bias, const float *targets, float *gradient, float *bias_gradient, step_state *state,            \
        double *losses, float *partials, unsigned int *counters, unsigned int rows, unsigned int columns, unsigned int rows_per_block) {        \
        mean_squared_error<N>(                                                                                                                  \
            predictions, bias, targets, gradient, bias_gradient, state, losses, partials, counters, rows, columns, rows_per_block);             \
    }

MEAN_SQUARED_ERROR(mean_squared_error, 4)
MEAN_SQUARED_ERROR(mean_squared_error_single, 1)
