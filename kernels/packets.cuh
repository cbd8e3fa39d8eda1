// Packets: N neighbouring elements moved by one access of up to 16 bytes, which is what the memory system likes best.
//
// N is chosen so that the widest type of an op fills 16 bytes and the others move as many elements with a narrower access; each of
// a warp's accesses is then one contiguous stretch, whatever the mixture of types.
#pragma once

#include "numbers.cuh"

// The packet of an op whose widest element has this many bytes.
__device__ constexpr int packet_of(int widest) { return 16 / widest; }

__device__ constexpr int wider(int a, int b) { return a > b ? a : b; }

// Whether an address suits packets of N elements of T. A missing array (null) suits any.
template <int N, typename T> __device__ __forceinline__ bool suits(const T *address) {
    return ((unsigned long long)address & (N * sizeof(T) - 1)) == 0;
}

// Words, the currency between memory and elements.
__device__ __forceinline__ void load_words(unsigned int (&words)[1], const void *source) { words[0] = *(const unsigned int *)source; }

__device__ __forceinline__ void load_words(unsigned int (&words)[2], const void *source) {
    const uint2 packet = *(const uint2 *)source;
    words[0] = packet.x, words[1] = packet.y;
}

__device__ __forceinline__ void load_words(unsigned int (&words)[4], const void *source) {
    const uint4 packet = *(const uint4 *)source;
    words[0] = packet.x, words[1] = packet.y, words[2] = packet.z, words[3] = packet.w;
}

__device__ __forceinline__ void store_words(void *target, const unsigned int (&words)[1]) { *(unsigned int *)target = words[0]; }

__device__ __forceinline__ void store_words(void *target, const unsigned int (&words)[2]) {
    uint2 packet;
    packet.x = words[0], packet.y = words[1];
    *(uint2 *)target = packet;
}

__device__ __forceinline__ void store_words(void *target, const unsigned int (&words)[4]) {
    uint4 packet;
    packet.x = words[0], packet.y = words[1], packet.z = words[2], packet.w = words[3];
    *(uint4 *)target = packet;
}

// Element `index` of words that hold elements of T.
template <typename T> __device__ __forceinline__ float element(const unsigned int *words, int index);

template <> __device__ __forceinline__ float element<float>(const unsigned int *words, int index) { return __uint_as_float(words[index]); }

template <> __device__ __forceinline__ float element<float16>(const unsigned int *words, int index) {
    float16 x;
    x.bits = (unsigned short)(words[index / 2] >> (index % 2 * 16));
    return to_float(x);
}

template <> __device__ __forceinline__ float element<bfloat16>(const unsigned int *words, int index) {
    return __uint_as_float(index % 2 == 0 ? words[index / 2] << 16 : words[index / 2] & 0xffff0000u);
}

template <> __device__ __forceinline__ float element<u8>(const unsigned int *words, int index) {
    return (float)(words[index / 4] >> (index % 4 * 8) & 0xffu);
}

template <typename T, int N> __device__ __forceinline__ void load(float (&values)[N], const T *source) {
    if constexpr (N == 1) {
        values[0] = to_float(*source);
    } else {
        // As many elements at a time as 16 bytes hold; one time, but for the floats that go with eight halves.
        constexpr int M = N * sizeof(T) > 16 ? 16 / sizeof(T) : N;
#pragma unroll
        for (int first = 0; first < N; first += M) {
            unsigned int words[M * sizeof(T) / 4];
            load_words(words, source + first);
#pragma unroll
            for (int k = 0; k < M; k++) values[first + k] = element<T>(words, k);
        }
    }
}

template <int N> __device__ __forceinline__ void store(float *target, const float (&values)[N]) {
    if constexpr (N == 1) {
        *target = values[0];
    } else {
#pragma unroll
        for (int first = 0; first < N; first += 4) {
            unsigned int words[4];
#pragma unroll
            for (int k = 0; k < 4; k++) words[k] = __float_as_uint(values[first + k]);
            store_words(target + first, words);
        }
    }
}

// Of either half type.
template <typename T, int N> __device__ __forceinline__ void store(T *target, const float (&values)[N]) {
    if constexpr (N == 1) {
        *target = from_float<T>(values[0]);
    } else {
        unsigned int words[N / 2];
#pragma unroll
        for (int k = 0; k < N / 2; k++)
            words[k] = from_float<T>(values[2 * k]).bits | (unsigned int)from_float<T>(values[2 * k + 1]).bits << 16;
        store_words(target, words);
    }
}

// Flat arrays: thread t of the whole grid takes packets t, t + threads, …
__device__ __forceinline__ unsigned int thread_of_grid() { return blockIdx.x * blockDim.x + threadIdx.x; }
__device__ __forceinline__ unsigned int threads_of_grid() { return gridDim.x * blockDim.x; }
