// What the optimizers share: one pass over the arena in which each thread takes packets of parameters with their gradients and moments, and, in
// mixed precision, leaves the half copy of the new parameters.
//
// A rule is a structure with `void operator()(float &p, float g, float (&moments)[M]) const`; g is unscaled and clipped already. It moves
// 4 bytes for each value read or written, 2 for the copy: nothing is read twice. When gradient_control says skip, nothing is touched.
#pragma once

#include "packets.cuh"
#include "step_state.cuh"

struct no_copy {};

template <typename T, int N> __device__ __forceinline__ void store_copy(T *copy, unsigned int i, const float (&p)[N]) { store(copy + i, p); }
template <int N> __device__ __forceinline__ void store_copy(no_copy *, unsigned int, const float (&)[N]) {}

template <int N, int M, typename Copy, typename Rule>
__device__ __forceinline__ void update_packet(
    float *parameters, const float *gradients, float *const (&arenas)[M], Copy *copy, unsigned int i, float factor, const Rule &rule) {
    float p[N], g[N], moments[M][N];
    load(p, parameters + i);
    load(g, gradients + i);
#pragma unroll
    for (int m = 0; m < M; m++)
        if (arenas[m]) load(moments[m], arenas[m] + i);
#pragma unroll
    for (int k = 0; k < N; k++) {
        float mine[M];
#pragma unroll
        for (int m = 0; m < M; m++) mine[m] = arenas[m] ? moments[m][k] : 0.0f;
        rule(p[k], g[k] * factor, mine);
#pragma unroll
        for (int m = 0; m < M; m++) moments[m][k] = mine[m];
    }

    store(parameters + i, p);
#pragma unroll
    for (int m = 0; m < M; m++)
        if (arenas[m]) store(arenas[m] + i, moments[m]);
    store_copy(copy, i, p);
}

// An arena of moments may be null where the rule does without.
template <int M, typename Copy, typename Rule>
__device__ __forceinline__ void update(
    float *parameters, const float *gradients, float *const (&arenas)[M], Copy *copy, const step_state *state, unsigned int count, const Rule &rule) {
    if (state->skip) return;
    const float factor = state->gradient_factor;
    bool aligned = suits<4>(parameters) && suits<4>(gradients) && suits<4>((const unsigned short *)copy);
#pragma unroll
    for (int m = 0; m < M; m++) aligned = aligned && suits<4>(arenas[m]);
    const unsigned int packets = aligned ? count / 4 : 0;
    for (unsigned int i = thread_of_grid(); i < packets; i += threads_of_grid())
        update_packet<4>(parameters, gradients, arenas, copy, 4 * i, factor, rule);
    for (unsigned int i = 4 * packets + thread_of_grid(); i < count; i += threads_of_grid())
        update_packet<1>(parameters, gradients, arenas, copy, i, factor, rule);
}
