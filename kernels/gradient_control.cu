// gradient_control: looks at the whole gradient and decides, on the device, what becomes of the step.
//
//     norm      = ‖gradients / loss_scale‖,  factor = min(1, clip_norm / (norm + 10⁻⁶)) / loss_scale     (clip_norm 0: no clipping)
//     loss_scaling:  a gradient that is not finite skips the update, halves the scale, down to smallest_scale, and sets good_steps to 0;
//                    growth_interval good steps in a row double it, up to largest_scale. A scale that is already below smallest_scale is not halved
//     otherwise:     a gradient that is not finite is as bad as a loss that is not
//     A loss that is not finite is remembered as the first bad step; from then on nothing is updated, the scale neither.
//
// Then it gives the update its learning rate and Adam's corrections, and moves on to the next batch: step, position and rate_index.
//
// `squares` and `bads` hold one value a block, `counter` one zero. Launch: one dimension, blocks of 256.
#include "packets.cuh"
#include "reductions.cuh"
#include "step_state.cuh"

// base^exponent by squaring: a function of the exponent alone, so that a resumed run gets the same bits as one that never stopped.
__device__ __forceinline__ double power(double base, long long exponent) {
    double result = 1;
    for (; exponent > 0; exponent >>= 1, base *= base)
        if (exponent & 1) result *= base;
    return result;
}

extern "C" __global__ void __launch_bounds__(256) gradient_control(
    const float *gradients, step_state *state, const float *rates, double *squares, unsigned int *bads, unsigned int *counter, unsigned int count,
    unsigned int rows, int loss_scaling, float clip_norm, float beta1, float beta2, unsigned int growth_interval, float smallest_scale,
    float largest_scale) {
    __shared__ double scratch[8];
    __shared__ int bad_scratch[8];
    const float inverse = 1.0f / state->loss_scale;
    double sum = 0;
    int bad = 0;
    const unsigned int packets = suits<4>(gradients) ? count / 4 : 0;
    for (unsigned int i = thread_of_grid(); i < packets; i += threads_of_grid()) {
        float g[4];
        load(g, gradients + 4 * i);
        float of_packet = 0.0f;
#pragma unroll
        for (int k = 0; k < 4; k++) {
            bad |= !is_finite(g[k]);
            g[k] *= inverse;
            of_packet = fmaf(g[k], g[k], of_packet);
        }

        sum += of_packet;
    }

    for (unsigned int i = 4 * packets + thread_of_grid(); i < count; i += threads_of_grid()) {
        bad |= !is_finite(gradients[i]);
        sum += (double)(gradients[i] * inverse) * (gradients[i] * inverse);
    }

    sum = block_sum(sum, scratch);
    bad = block_sum(bad, bad_scratch);
    if (threadIdx.x == 0) squares[blockIdx.x] = sum, bads[blockIdx.x] = bad;
    if (!is_last_block(counter, gridDim.x)) return;

    sum = 0;
    bad = 0;
    for (unsigned int block = threadIdx.x; block < gridDim.x; block += 256) sum += squares[block], bad += (int)bads[block];
    sum = block_sum(sum, scratch);
    bad = block_sum(bad, bad_scratch);
    if (threadIdx.x != 0) return;

    const bool overflow = bad != 0, bad_loss = !is_finite((float)state->batch_loss);
    if (state->first_bad_step < 0 && (bad_loss || (overflow && !loss_scaling))) state->first_bad_step = (long long)state->step;
    const bool stopped = state->first_bad_step >= 0, skip = stopped || overflow;
    if (loss_scaling && !stopped) {
        if (overflow) {
            state->skipped++;
            state->loss_scale = fminf(state->loss_scale, fmaxf(0.5f * state->loss_scale, smallest_scale));
            state->good_steps = 0;
        } else if (++state->good_steps >= growth_interval) {
            state->loss_scale = fminf(2.0f * state->loss_scale, largest_scale);
            state->good_steps = 0;
        }
    }

    const float norm = (float)sqrt(sum);
    if (!skip) state->updates++;
    state->skip = skip;
    state->gradient_norm = norm;
    state->gradient_factor = clip_norm > 0.0f ? fminf(1.0f, clip_norm / (norm + 1e-6f)) * inverse : inverse;
    state->learning_rate = rates[state->rate_index];
    state->correction1 = (float)(1.0 / (1.0 - power(beta1, state->updates)));
    state->correction2 = (float)(1.0 / sqrt(1.0 - power(beta2, state->updates)));
    state->step++;
    state->rate_index++;
    state->position += rows;
}
