// adam: Adam (Kingma and Ba 2015) and, with `decoupled`, AdamW (Loshchilov and Hutter 2019), over the whole arena.
//
//     g ← g + decay·p  (coupled)      or      p ← p - rate·decay·p  (decoupled)
//     m ← β1·m + (1-β1)·g,   v ← β2·v + (1-β2)·g²
//     p ← p - rate · (m / (1-β1^t)) / (√(v / (1-β2^t)) + ε)
//
// Bytes per parameter: reads p, g, m, v, writes p, m, v: 28; with the half copy 30. Launch: one dimension, blocks of 256.
#include "optimizers.cuh"

struct adam_rule {
    float rate, beta1, beta2, epsilon, decay, correction1, correction2;
    int decoupled;

    __device__ __forceinline__ void operator()(float &p, float g, float (&moments)[2]) const {
        if (decoupled)
            p = fmaf(-rate * decay, p, p);
        else
            g = fmaf(decay, p, g);
        float &m = moments[0], &v = moments[1];
        m = fmaf(beta1, m, (1.0f - beta1) * g);
        v = fmaf(beta2, v, (1.0f - beta2) * g * g);
        p -= rate * (m * correction1) / fmaf(sqrtf(v), correction2, epsilon);
    }
};

#define ADAM(name, Copy)                                                                                                                     \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                                  \
        float *parameters, const float *gradients, float *m, float *v, Copy *copy, const step_state *state, unsigned int count, float beta1, \
        float beta2, float epsilon, float decay, int decoupled) {                                                                            \
        float *const arenas[2] = {m, v};                                                                                                     \
        const adam_rule rule = {state->learning_rate, beta1, beta2, epsilon, decay, state->correction1, state->correction2, decoupled};      \
        update(parameters, gradients, arenas, copy, state, count, rule);                                                                     \
    }

ADAM(adam_f32, no_copy)
ADAM(adam_f16, float16)
ADAM(adam_bf16, bfloat16)
