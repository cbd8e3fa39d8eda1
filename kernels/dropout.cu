// dropout: sets each element to 0 with probability `rate` and scales the others by 1 / (1 - rate); backward is the same op on the gradient.
//
// Element i keeps its value where u ≥ rate, u = (x >> 8)·2⁻²⁴, x = word i mod 4 of Philox with key = seed and counter = (i / 4, layer, step low,
// step high). No mask is stored: backward draws the same numbers again. target may be source.
//
// Launch: any grid of one dimension, blocks of 256.
#include "packets.cuh"
#include "philox.cuh"
#include "step_state.cuh"

struct dropout_mask {
    unsigned int seed_low, seed_high, layer;
    unsigned long long step;
    float rate, scale;

    // For elements 4·quad to 4·quad + 3: all bits where one is kept, none where it is dropped.
    __device__ __forceinline__ void kept(unsigned int quad, unsigned int *result) const {
        unsigned int words[4] = {quad, layer, (unsigned int)step, (unsigned int)(step >> 32)};
        philox(words, seed_low, seed_high);
#pragma unroll
        for (int k = 0; k < 4; k++) result[k] = (float)(words[k] >> 8) * 5.96046448e-8f >= rate ? 0xffffffffu : 0u;
    }

    // By bits, not by choice or product: a dropped NaN is gone, and no compiler is led to load an element only where it is kept.
    __device__ __forceinline__ float apply(float x, unsigned int bits) const { return __uint_as_float(__float_as_uint(x * scale) & bits); }
};

template <typename T>
__device__ __forceinline__ void dropout(const T *source, T *target, unsigned int count, const dropout_mask &mask) {
    constexpr int N = packet_of(sizeof(T));
    const unsigned int packets = suits<N>(source) && suits<N>(target) ? count / N : 0;
    for (unsigned int i = thread_of_grid(); i < packets; i += threads_of_grid()) {
        float x[N];
        unsigned int kept[N];
        load(x, source + i * N);
#pragma unroll
        for (int quad = 0; quad < N / 4; quad++) mask.kept(i * (N / 4) + quad, kept + 4 * quad);
#pragma unroll
        for (int k = 0; k < N; k++) x[k] = mask.apply(x[k], kept[k]);
        store(target + i * N, x);
    }

    for (unsigned int i = packets * N + thread_of_grid(); i < count; i += threads_of_grid()) {
        float x[1];
        unsigned int kept[4];
        load(x, source + i);
        mask.kept(i / 4, kept);
        const unsigned int word = i % 4;
        x[0] = mask.apply(x[0], word == 0 ? kept[0] : word == 1 ? kept[1] : word == 2 ? kept[2] : kept[3]);
        store(target + i, x);
    }
}

#define DROPOUT(name, T)                                                                                                           \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                        \
        const T *source, T *target, const step_state *state, unsigned int count, unsigned int seed_low, unsigned int seed_high,    \
        unsigned int layer, float rate, float scale) {                                                                             \
        const dropout_mask mask = {seed_low, seed_high, layer, state->step, rate, scale};                                          \
        dropout(source, target, count, mask);                                                                                      \
    }

DROPOUT(dropout_f32, float)
DROPOUT(dropout_f16, float16)
DROPOUT(dropout_bf16, bfloat16)
