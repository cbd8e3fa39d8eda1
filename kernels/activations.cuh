// The activation functions and their derivatives. Numbers as in the launcher's Activation enumeration.
#pragma once

#include "cuda_without_toolkit.cuh"

enum activation { NONE, RELU, TANH, SIGMOID, LEAKY_RELU, GELU };

// Φ(z), the Gaussian distribution function.
__device__ __forceinline__ float gaussian(float z) { return fmaf(0.5f, erff(z * 0.707106781f), 0.5f); }

// activation(z) of a packet. The choice is the same for all threads, so it costs one branch a packet. Comparisons are so turned that a NaN stays one.
template <int N> __device__ __forceinline__ void activate(float (&z)[N], int activation, float slope) {
    switch (activation) {
    case RELU:
#pragma unroll
        for (int k = 0; k < N; k++) z[k] = z[k] <= 0.0f ? 0.0f : z[k];
        break;
    case TANH:
#pragma unroll
        for (int k = 0; k < N; k++) z[k] = tanhf(z[k]);
        break;
    case SIGMOID:
#pragma unroll
        for (int k = 0; k < N; k++) z[k] = 1.0f / (1.0f + expf(-z[k]));
        break;
    case LEAKY_RELU:
#pragma unroll
        for (int k = 0; k < N; k++) z[k] = z[k] <= 0.0f ? slope * z[k] : z[k];
        break;
    case GELU:
#pragma unroll
        for (int k = 0; k < N; k++) z[k] *= gaussian(z[k]);
        break;
    }
}

// gradient ⊙ activation'(z). `saved` is a = activation(z), from which most derivatives follow; for GELU it is z.
// A product always, also with 0: an overflow is to be seen, not masked. (With a leaky slope below zero a does not tell z's sign, and a > 0 is taken for z > 0, on every device alike.)
template <int N> __device__ __forceinline__ void differentiate(float (&gradient)[N], const float (&saved)[N], int activation, float slope) {
    switch (activation) {
    case RELU:
#pragma unroll
        for (int k = 0; k < N; k++) gradient[k] *= saved[k] > 0.0f ? 1.0f : 0.0f;
        break;
    case TANH:
#pragma unroll
        for (int k = 0; k < N; k++) gradient[k] *= fmaf(-saved[k], saved[k], 1.0f);
        break;
    case SIGMOID:
#pragma unroll
        for (int k = 0; k < N; k++) gradient[k] *= saved[k] * (1.0f - saved[k]);
        break;
    case LEAKY_RELU:
#pragma unroll
        for (int k = 0; k < N; k++) gradient[k] *= saved[k] > 0.0f ? 1.0f : slope;
        break;
    case GELU:
#pragma unroll
        for (int k = 0; k < N; k++) {
            const float density = 0.398942280f * expf(-0.5f * saved[k] * saved[k]);
            gradient[k] *= fmaf(saved[k], density, gaussian(saved[k]));
        }
        break;
    }
}
