// The types that values are stored in; arithmetic is in float always.
//
// The half types hold bits alone, so that one text serves nvcc, clang and sm_70, which converts float16 in hardware and knows nothing of bfloat16.
#pragma once

#include "cuda_without_toolkit.cuh"

typedef unsigned char u8;

struct float16 { unsigned short bits; };
struct bfloat16 { unsigned short bits; };

__device__ __forceinline__ float to_float(float x) { return x; }
__device__ __forceinline__ float to_float(u8 x) { return (float)x; }

__device__ __forceinline__ float to_float(float16 x) {
    float result;
    asm("cvt.f32.f16 %0, %1;" : "=f"(result) : "h"(x.bits));
    return result;
}

// bfloat16 is the upper half of a float.
__device__ __forceinline__ float to_float(bfloat16 x) { return __uint_as_float((unsigned int)x.bits << 16); }

// from_float<T>(x): x rounded to the nearest T, ties to even.
template <typename T> __device__ __forceinline__ T from_float(float x);

template <> __device__ __forceinline__ float from_float<float>(float x) { return x; }

template <> __device__ __forceinline__ float16 from_float<float16>(float x) {
    float16 result;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(result.bits) : "f"(x));
    return result;
}

template <> __device__ __forceinline__ bfloat16 from_float<bfloat16>(float x) {
    const unsigned int bits = __float_as_uint(x);
    bfloat16 result;
    // Half of what is cut off, less one where the kept part is even; a NaN keeps its upper bits and stays one.
    const unsigned int rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    result.bits = (unsigned short)(x != x ? (bits >> 16) | 0x40u : rounded);
    return result;
}

// x as its reader will see it once it has been stored as a T.
template <typename T> __device__ __forceinline__ float rounded_to(float x) { return to_float(from_float<T>(x)); }

// False for infinities and NaN: their exponent is all ones.
__device__ __forceinline__ bool is_finite(float x) { return (__float_as_uint(x) & 0x7f800000u) != 0x7f800000u; }
