// bias_activation: a dense layer's epilogue after the matrix product, and its derivative.
//
//     forward:   a[r, j]  = activation(z[r, j] + bias[j])
//     backward:  dz[r, j] = da[r, j] · activation'(…),  bias_gradient[j] = Σ_r dz[r, j]
//
// z, a, da, dz: row-major rows × columns; a may be z, dz may be da. The derivative is taken from the stored a, or, for GELU, from z + bias.
// dz may be null: then the bias gradient alone is wanted. The sum takes dz as stored, so it is the sum of what the weight gradient multiplies.
// bias_gradient may be null too.
//
// Launch: tiles.cuh. The launcher takes the packet kernel where columns and addresses suit packets, else the `_single` one.
#include "activations.cuh"
#include "tiles.cuh"

template <int N, typename T>
__device__ __forceinline__ void bias_activation(
    const T *z, const float *bias, T *a, unsigned int rows, unsigned int columns, unsigned int rows_per_block, int activation, float slope) {
    __shared__ __align__(16) float block[256];
    const tile tile = tile_of_thread<N>(rows, rows_per_block);
    float b[N];
    load_columns(b, bias, tile, columns, block);
    if (tile.column >= columns) return;

    for (unsigned int r = tile.first_row; r < tile.end_row; r += blockDim.y) {
        const long long i = (long long)r * columns + tile.column;
        float x[N];
        load(x, z + i);
#pragma unroll
        for (int k = 0; k < N; k++) x[k] += b[k];
        activate(x, activation, slope);
        store(a + i, x);
    }
}

// da and saved are of type A, dz of type D: they differ where a half layer lies below the float32 output layer.
template <int N, typename A, typename D>
__device__ __forceinline__ void bias_activation_backward(
    const A *da, const A *saved, const float *bias, D *dz, float *bias_gradient, float *partials, unsigned int *counters,
    unsigned int rows, unsigned int columns, unsigned int rows_per_block, int activation, float slope) {
    __shared__ __align__(16) float block[256 * N];
    const tile tile = tile_of_thread<N>(rows, rows_per_block);
    float sums[N] = {}, b[N] = {};
    if (activation == GELU) load_columns(b, bias, tile, columns, block);
    if (tile.column < columns) {
        for (unsigned int r = tile.first_row; r < tile.end_row; r += blockDim.y) {
            const long long i = (long long)r * columns + tile.column;
            float gradient[N], x[N];
            load(gradient, da + i);
            if (activation != NONE) {
                load(x, saved + i);
#pragma unroll
                for (int k = 0; k < N; k++) x[k] += b[k];
                differentiate(gradient, x, activation, slope);
            }

            if (dz) store(dz + i, gradient);
#pragma unroll
            for (int k = 0; k < N; k++) sums[k] += rounded_to<D>(gradient[k]);
        }
    }

    if (bias_gradient) column_sums(sums, tile, columns, block, partials, counters, bias_gradient);
}

#define FORWARD(name, N, T)                                                                                                                          \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                                          \
        const T *z, const float *bias, T *a, unsigned int rows, unsigned int columns, unsigned int rows_per_block, int activation, float slope) {    \
        bias_activation<N>(z, bias, a, rows, columns, rows_per_block, activation, slope);                                                            \
    }

FORWARD(bias_activation_f32, 4, float)
FORWARD(bias_activation_f32_single, 1, float)
FORWARD(bias_activation_f16, 8, float16)
FORWARD(bias_activation_f16_single, 1, float16)
FORWARD(bias_activation_bf16, 8, bfloat16)
FORWARD(bias_activation_bf16_single, 1, bfloat16)

#define BACKWARD(name, N, A, D)                                                                                                                      \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                                          \
        const A *da, const A *saved, const float *bias, D *dz, float *bias_gradient, float *partials, unsigned int *counters,                        \
        unsigned int rows, unsigned int columns, unsigned int rows_per_block, int activation, float slope) {                                         \
        bias_activation_backward<N>(                                                                                                                 \
            da, saved, bias, dz, bias_gradient, partials, counters, rows, columns, rows_per_block, activation, slope);                               \
    }

BACKWARD(bias_activation_backward_f32_f32, 4, float, float)
BACKWARD(bias_activation_backward_f32_f32_single, 1, float, float)
BACKWARD(bias_activation_backward_f32_f16, 4, float, float16)
BACKWARD(bias_activation_backward_f32_f16_single, 1, float, float16)
BACKWARD(bias_activation_backward_f32_bf16, 4, float, bfloat16)
BACKWARD(bias_activation_backward_f32_bf16_single, 1, float, bfloat16)
BACKWARD(bias_activation_backward_f16_f16, 8, float16, float16)
BACKWARD(bias_activation_backward_f16_f16_single, 1, float16, float16)
BACKWARD(bias_activation_backward_bf16_bf16, 8, bfloat16, bfloat16)
BACKWARD(bias_activation_backward_bf16_bf16_single, 1, bfloat16, bfloat16)
