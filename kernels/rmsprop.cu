// rmsprop: RMSprop (Tieleman and Hinton 2012) over the whole arena.
//
//     g ← g + decay·p;   s ← ρ·s + (1-ρ)·g²;   p ← p - rate · g / (√s + ε)
//
// Bytes per parameter: reads p, g, s, writes p, s: 20; with the half copy 22. Launch: one dimension, blocks of 256.
#include "optimizers.cuh"

struct rmsprop_rule {
    float rate, rho, epsilon, decay;

    __device__ __forceinline__ void operator()(float &p, float g, float (&moments)[1]) const {
        g = fmaf(decay, p, g);
        float &s = moments[0];
        s = fmaf(rho, s, (1.0f - rho) * g * g);
        p -= rate * g / (sqrtf(s) + epsilon);
    }
};

#define RMSPROP(name, Copy)                                                                                                                   \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                                   \
        float *parameters, const float *gradients, float *squares, Copy *copy, const step_state *state, unsigned int count, float rho,        \
        float epsilon, float decay) {                                                                                                         \
        float *const arenas[1] = {squares};                                                                                                   \
        const rmsprop_rule rule = {state->learning_rate, rho, epsilon, decay};                                                                \
        update(parameters, gradients, arenas, copy, state, count, rule);                                                                      \
    }

RMSPROP(rmsprop_f32, no_copy)
RMSPROP(rmsprop_f16, float16)
RMSPROP(rmsprop_bf16, bfloat16)
