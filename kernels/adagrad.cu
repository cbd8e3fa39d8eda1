// adagrad: Adagrad (Duchi, Hazan, Singer 2011) over the whole arena.
//
//     g ← g + decay·p;   s ← s + g²;   p ← p - rate · g / (√s + ε)
//
// Bytes per parameter: reads p, g, s, writes p, s: 20; with the half copy 22. Launch: one dimension, blocks of 256.
#include "optimizers.cuh"

struct adagrad_rule {
    float rate, epsilon, decay;

    __device__ __forceinline__ void operator()(float &p, float g, float (&moments)[1]) const {
        g = fmaf(decay, p, g);
        float &s = moments[0];
        s = fmaf(g, g, s);
        p -= rate * g / (sqrtf(s) + epsilon);
    }
};

#define ADAGRAD(name, Copy)                                                                                                                   \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                                   \
        float *parameters, const float *gradients, float *squares, Copy *copy, const step_state *state, unsigned int count, float epsilon,    \
        float decay) {                                                                                                                        \
        float *const arenas[1] = {squares};                                                                                                   \
        const adagrad_rule rule = {state->learning_rate, epsilon, decay};                                                                     \
        update(parameters, gradients, arenas, copy, state, count, rule);                                                                      \
    }

ADAGRAD(adagrad_f32, no_copy)
ADAGRAD(adagrad_f16, float16)
ADAGRAD(adagrad_bf16, bfloat16)
