// sgd: stochastic gradient descent, with momentum and Nesterov's variant of it, over the whole arena.
//
//     g ← g + decay·p
//     without momentum (`velocity` null):  p ← p - rate·g
//     with momentum μ:                     v ← μ·v + g;  p ← p - rate·v;  Nesterov: p ← p - rate·(g + μ·v)
//
// Bytes per parameter: reads p, g, writes p: 12; with momentum 20; with the half copy 2 more. Launch: one dimension, blocks of 256.
#include "optimizers.cuh"

struct sgd_rule {
    float rate, momentum, decay;
    int nesterov;

    __device__ __forceinline__ void operator()(float &p, float g, float (&moments)[1]) const {
        g = fmaf(decay, p, g);
        float &v = moments[0];
        v = fmaf(momentum, v, g);
        p = fmaf(-rate, nesterov ? fmaf(momentum, v, g) : v, p);
    }
};

#define SGD(name, Copy)                                                                                                                       \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                                   \
        float *parameters, const float *gradients, float *velocity, Copy *copy, const step_state *state, unsigned int count, float momentum,  \
        float decay, int nesterov) {                                                                                                          \
        float *const arenas[1] = {velocity};                                                                                                  \
        const sgd_rule rule = {state->learning_rate, momentum, decay, nesterov};                                                              \
        update(parameters, gradients, arenas, copy, state, count, rule);                                                                      \
    }

SGD(sgd_f32, no_copy)
SGD(sgd_f16, float16)
SGD(sgd_bf16, bfloat16)
