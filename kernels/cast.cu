// cast: target[i] = source[i] in another type, rounded to nearest even. Reads each element once, writes it once.
//
// Launch: any grid of one dimension, blocks of 256.
#include "packets.cuh"

template <typename Source, typename Target>
__device__ __forceinline__ void cast(const Source *__restrict__ source, Target *__restrict__ target, unsigned int count) {
    constexpr int N = packet_of(wider(sizeof(Source), sizeof(Target)));
    const unsigned int packets = suits<N>(source) && suits<N>(target) ? count / N : 0;
    for (unsigned int i = thread_of_grid(); i < packets; i += threads_of_grid()) {
        float values[N];
        load(values, source + i * N);
        store(target + i * N, values);
    }

    // What the packets leave: the last few elements, or all of them where an array is not aligned.
    for (unsigned int i = packets * N + thread_of_grid(); i < count; i += threads_of_grid()) {
        float value[1];
        load(value, source + i);
        store(target + i, value);
    }
}

#define CAST(name, Source, Target)                                                                                         \
    extern "C" __global__ void __launch_bounds__(256) name(const Source *source, Target *target, unsigned int count) {     \
        cast(source, target, count);                                                                                       \
    }

CAST(cast_f32_f16, float, float16)
CAST(cast_f32_bf16, float, bfloat16)
CAST(cast_f16_f32, float16, float)
CAST(cast_bf16_f32, bfloat16, float)
