// softmax_cross_entropy: softmax, loss, its gradient and the counts of a batch in one pass over the logits.
//
//     z[r, c]    = logits[r, c] + bias[c],   p = softmax(z[r, :]),   y = labels[r],   w = class_weights[y]
//     loss      += w · -ln p[y]                            (per row: ln Σ e^(z - max) + max - z[y])
//     gradient   = w · (p - onehot(y)) · loss_scale / rows,  bias_gradient[c] = Σ_r gradient[r, c]
//     correct   += y is the lowest index of the largest z
//
// `wanted` says what goes to `output`, row-major rows × classes, which may be `logits`: nothing, the gradient, or p. bias, labels, class_weights and
// bias_gradient may be null; without labels there is neither loss nor count. A label outside the classes counts as none.
//
// A warp takes a row. `softmax_cross_entropy` brings tiles of rows into shared memory, so that memory sees long stretches and one read and one write
// however few classes there are: grid of one dimension, rows_per_block ≤ 8, dynamic shared memory for (rows_per_block + 2) · classes floats.
// `softmax_cross_entropy_wide` is for rows too long for that: it reads the logits three times and leaves the bias gradient to another kernel.
// `losses` and `corrects` hold one value a block, `partials` blocks × classes floats, `counter` one zero.
#include "packets.cuh"
#include "reductions.cuh"
#include "step_state.cuh"

enum wanted { LOSS_ONLY, GRADIENT, PROBABILITIES };

struct tally {
    double loss;
    unsigned int correct;
};

// One row by one warp; `result` may be `row`, since each lane reads and writes its own elements only. Lane 0 counts.
__device__ __forceinline__ void softmax_row(
    const float *row, const float *bias, float *result, unsigned int classes, int label, const float *class_weights, float scale, int wanted, tally &tally) {
    const unsigned int lane = threadIdx.x % 32;

    float largest = __uint_as_float(0xff800000u), of_label = 0.0f;
    int index = 0x7fffffff;
    for (unsigned int c = lane; c < classes; c += 32) {
        const float z = row[c] + (bias ? bias[c] : 0.0f);
        if (z > largest) largest = z, index = (int)c;
        if ((int)c == label) of_label = z;
    }

#pragma unroll
    for (int mask = 16; mask > 0; mask /= 2) {
        const float other = __shfl_xor_sync(ALL_LANES, largest, mask);
        const int other_index = __shfl_xor_sync(ALL_LANES, index, mask);
        if (other > largest || (other == largest && other_index < index)) largest = other, index = other_index;
    }

    float sum = 0.0f;
    for (unsigned int c = lane; c < classes; c += 32) sum += expf(row[c] + (bias ? bias[c] : 0.0f) - largest);
    sum = warp_sum(sum);
    of_label = warp_sum(of_label);

    const bool labelled = label >= 0 && (unsigned int)label < classes;
    const float weight = labelled ? class_weights ? class_weights[label] : 1.0f : 0.0f;
    if (wanted != LOSS_ONLY)
        for (unsigned int c = lane; c < classes; c += 32) {
            const float p = expf(row[c] + (bias ? bias[c] : 0.0f) - largest) / sum;
            result[c] = wanted == PROBABILITIES ? p : weight * scale * (p - ((int)c == label ? 1.0f : 0.0f));
        }

    if (lane == 0 && labelled) {
        tally.loss += (double)(weight * (logf(sum) + (largest - of_label)));
        tally.correct += index == label;
    }
}

// Adds the block's tallies to the part it will show the last block.
__device__ __forceinline__ void publish(const tally &tally, double *losses, unsigned int *corrects) {
    __shared__ double block_losses[8];
    __shared__ unsigned int block_corrects[8];
    const unsigned int warp = threadIdx.x / 32;
    if (threadIdx.x % 32 == 0) block_losses[warp] = tally.loss, block_corrects[warp] = tally.correct;
    __syncthreads();
    if (threadIdx.x == 0) {
        double loss = 0;
        unsigned int correct = 0;
        for (int i = 0; i < 8; i++) loss += block_losses[i], correct += block_corrects[i];
        losses[blockIdx.x] = loss;
        corrects[blockIdx.x] = correct;
    }
}

// The last block's first warp adds up what the blocks published, in their order.
__device__ __forceinline__ void count(step_state *state, const double *losses, const unsigned int *corrects, unsigned int rows) {
    if (threadIdx.x >= 32) return;
    double loss = 0;
    int correct = 0;
    for (unsigned int block = threadIdx.x; block < gridDim.x; block += 32) loss += losses[block], correct += (int)corrects[block];
    loss = warp_sum(loss);
    correct = warp_sum(correct);
    if (threadIdx.x == 0) {
        state->batch_loss = loss;
        state->loss_sum += loss;
        state->correct += correct;
        state->samples += rows;
    }
}

extern "C" __global__ void __launch_bounds__(256) softmax_cross_entropy(
    const float *logits, const float *bias, const int *labels, const float *class_weights, float *output, float *bias_gradient, step_state *state,
    double *losses, unsigned int *corrects, float *partials, unsigned int *counter, unsigned int rows, unsigned int classes,
    unsigned int rows_per_block, int wanted) {
    extern __shared__ __align__(16) float shared[];
    __shared__ int tile_labels[8];
    float *const tile = shared, *const column_sums = shared + rows_per_block * classes, *const tile_bias = column_sums + classes;
    const float scale = wanted == GRADIENT ? state->loss_scale / (float)rows : 0.0f;
    for (unsigned int c = threadIdx.x; c < classes; c += 256) column_sums[c] = 0.0f, tile_bias[c] = bias ? bias[c] : 0.0f;

    tally tally = {};
    for (unsigned int first = blockIdx.x * rows_per_block; first < rows; first += gridDim.x * rows_per_block) {
        const unsigned int here = rows - first < rows_per_block ? rows - first : rows_per_block, elements = here * classes;
        const float *const source = logits + (long long)first * classes;
        const unsigned int packets = suits<4>(source) ? elements / 4 : 0;
        for (unsigned int i = threadIdx.x; i < packets; i += 256) {
            float x[4];
            load(x, source + 4 * i);
            store(tile + 4 * i, x);
        }

        for (unsigned int i = 4 * packets + threadIdx.x; i < elements; i += 256) tile[i] = source[i];
        if (threadIdx.x < here) tile_labels[threadIdx.x] = labels ? labels[first + threadIdx.x] : -1;
        __syncthreads();

        const unsigned int r = threadIdx.x / 32;
        if (r < here)
            softmax_row(tile + r * classes, tile_bias, tile + r * classes, classes, tile_labels[r], class_weights, scale, wanted, tally);
        __syncthreads();

        if (wanted != LOSS_ONLY) {
            float *const target = output + (long long)first * classes;
            const unsigned int packets = suits<4>(target) ? elements / 4 : 0;
            for (unsigned int i = threadIdx.x; i < packets; i += 256) {
                float x[4];
                load(x, tile + 4 * i);
                store(target + 4 * i, x);
            }

            for (unsigned int i = 4 * packets + threadIdx.x; i < elements; i += 256) target[i] = tile[i];
        }

        if (bias_gradient)
            for (unsigned int c = threadIdx.x; c < classes; c += 256)
                for (unsigned int r = 0; r < here; r++) column_sums[c] += tile[r * classes + c];
        __syncthreads();
    }

    publish(tally, losses, corrects);
    if (bias_gradient)
        for (unsigned int c = threadIdx.x; c < classes; c += 256) partials[blockIdx.x * classes + c] = column_sums[c];
    if (!is_last_block(counter, gridDim.x)) return;

    count(state, losses, corrects, labels ? rows : 0);
    if (bias_gradient)
        for (unsigned int c = threadIdx.x; c < classes; c += 256) {
            float sum = 0.0f;
            for (unsigned int block = 0; block < gridDim.x; block++) sum += partials[block * classes + c];
            bias_gradient[c] = sum;
        }
}

extern "C" __global__ void __launch_bounds__(256) softmax_cross_entropy_wide(
    const float *logits, const float *bias, const int *labels, const float *class_weights, float *output, step_state *state,
    double *losses, unsigned int *corrects, unsigned int *counter, unsigned int rows, unsigned int classes, int wanted) {
    const float scale = wanted == GRADIENT ? state->loss_scale / (float)rows : 0.0f;
    tally tally = {};
    for (unsigned int r = blockIdx.x * 8 + threadIdx.x / 32; r < rows; r += gridDim.x * 8) {
        const long long begin = (long long)r * classes;
        softmax_row(logits + begin, bias, output + begin, classes, labels ? labels[r] : -1, class_weights, scale, wanted, tally);
    }

    publish(tally, losses, corrects);
    if (is_last_block(counter, gridDim.x)) count(state, losses, corrects, labels ? rows : 0);
}
