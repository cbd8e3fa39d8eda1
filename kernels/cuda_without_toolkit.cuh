// What the CUDA toolkit's headers define, for a clang that has no toolkit; under nvcc this file is empty.
//
// Nothing here belongs to any op: function space specifiers, the built-in variables, vector words, synchronisation, shuffles, bit casts and
// those functions of the mathematics library that the kernels call. The latter are built from exactly rounded operations only
// (fma, not the approximate ex2 or lg2), so that every device, the emulated one included, computes the same bits.
#pragma once

#if defined(__clang__)

#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __forceinline__ __inline__ __attribute__((always_inline))

#include <__clang_cuda_builtin_vars.h>

struct __align__(8) uint2 { unsigned int x, y; };
struct __align__(16) uint4 { unsigned int x, y, z, w; };

// Fences. The barrier __syncthreads is built into clang.
__device__ __forceinline__ void __threadfence() { __nvvm_membar_gl(); }

// Shuffles over the whole warp; 0x1f: no sub-warps, lanes 0 to 31.
__device__ __forceinline__ int __shfl_xor_sync(unsigned int lanes, int value, int mask) {
    return __nvvm_shfl_sync_bfly_i32(lanes, value, mask, 0x1f);
}

__device__ __forceinline__ float __shfl_xor_sync(unsigned int lanes, float value, int mask) {
    return __nvvm_shfl_sync_bfly_f32(lanes, value, mask, 0x1f);
}

__device__ __forceinline__ double __shfl_xor_sync(unsigned int lanes, double value, int mask) {
    int words[2];
    __builtin_memcpy(words, &value, sizeof value);
    words[0] = __shfl_xor_sync(lanes, words[0], mask);
    words[1] = __shfl_xor_sync(lanes, words[1], mask);
    __builtin_memcpy(&value, words, sizeof value);
    return value;
}

__device__ __forceinline__ unsigned int atomicAdd(unsigned int *address, unsigned int value) {
    return __nvvm_atom_add_gen_i((int *)address, (int)value);
}

// Bit casts.
__device__ __forceinline__ unsigned int __float_as_uint(float value) { return __builtin_bit_cast(unsigned int, value); }
__device__ __forceinline__ float __uint_as_float(unsigned int bits) { return __builtin_bit_cast(float, bits); }
__device__ __forceinline__ unsigned int __umulhi(unsigned int a, unsigned int b) { return __nvvm_mulhi_ui(a, b); }

// Mathematics.
__device__ __forceinline__ float fabsf(float x) { return __builtin_fabsf(x); }
__device__ __forceinline__ float fmaf(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
__device__ __forceinline__ float fmaxf(float a, float b) { return __builtin_fmaxf(a, b); }
__device__ __forceinline__ float fminf(float a, float b) { return __builtin_fminf(a, b); }
__device__ __forceinline__ float rintf(float x) { return __builtin_rintf(x); }
__device__ __forceinline__ float sqrtf(float x) { return __nvvm_sqrt_rn_f(x); }
__device__ __forceinline__ double sqrt(double x) { return __nvvm_sqrt_rn_d(x); }

// e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2, where eight terms of the series leave an error below 6·10⁻⁹.
__device__ __forceinline__ float expf(float x) {
    const float in_range = fminf(fmaxf(x, -104.0f), 89.0f);
    const float n = rintf(in_range * 1.44269504f);
    // ln 2 in two parts, the first of few enough bits that n times it is exact.
    const float r = fmaf(n, -1.42860677e-6f, fmaf(n, -0.693145752f, in_range));
    float sum = 1.0f / 5040.0f;
    sum = fmaf(sum, r, 1.0f / 720.0f);
    sum = fmaf(sum, r, 1.0f / 120.0f);
    sum = fmaf(sum, r, 1.0f / 24.0f);
    sum = fmaf(sum, r, 1.0f / 6.0f);
    sum = fmaf(sum, r, 0.5f);
    sum = fmaf(sum, r, 1.0f);
    sum = fmaf(sum, r, 1.0f);
    // 2^n as two factors, since n reaches from -150 (denormal results) to 128 (infinity).
    const int exponent = (int)n, half = exponent >> 1;
    const float result = sum * __uint_as_float((127 + half) << 23) * __uint_as_float((127 + exponent - half) << 23);
    return x != x ? x : result;
}

// ln x = n·ln 2 + ln f with f in [√½, √2); ln f = 2·artanh(s), s = (f-1) / (f+1), |s| ≤ 0.172. For positive normal numbers;
// zero gives -∞, a negative number NaN, as the toolkit's does. Denormals are taken for the least normal number's neighbours by scaling.
__device__ __forceinline__ float logf(float x) {
    const bool tiny = x < 1.17549435e-38f;
    const unsigned int bits = __float_as_uint(tiny ? x * 8388608.0f : x);
    // Adding the distance from √½ to 1 carries into the exponent exactly those mantissas that are to be taken one exponent up.
    const unsigned int shifted = bits + (0x3f800000u - 0x3f3504f3u);
    const float n = (float)((int)(shifted >> 23) - 127 - (tiny ? 23 : 0));
    const float f = __uint_as_float((shifted & 0x007fffffu) + 0x3f3504f3u);
    const float s = (f - 1.0f) / (f + 1.0f), s2 = s * s;
    float sum = 2.0f / 9.0f;
    sum = fmaf(sum, s2, 2.0f / 7.0f);
    sum = fmaf(sum, s2, 2.0f / 5.0f);
    sum = fmaf(sum, s2, 2.0f / 3.0f);
    sum = fmaf(sum * s2, s, 2.0f * s);
    const float result = fmaf(n, 0.693145752f, fmaf(n, 1.42860677e-6f, sum));
    if (x == 0.0f) return __uint_as_float(0xff800000u);
    if (x < 0.0f) return __uint_as_float(0x7fc00000u);
    return x <= 3.40282347e38f ? result : x;
}

// Where tanh is nearly x, its series (the terms up to x⁹); elsewhere 1 - 2 / (e^2x + 1), which is exact to a unit where tanh is not small.
// Both are computed: a warp that disagrees would run both anyway.
__device__ __forceinline__ float tanhf(float x) {
    const float a = fabsf(x), x2 = x * x;
    float sum = 62.0f / 2835.0f;
    sum = fmaf(sum, x2, -17.0f / 315.0f);
    sum = fmaf(sum, x2, 2.0f / 15.0f);
    sum = fmaf(sum, x2, -1.0f / 3.0f);
    const float series = fmaf(sum * x2, a, a);
    const float closed = 1.0f - 2.0f / (expf(2.0f * a) + 1.0f);
    return __builtin_copysignf(a < 0.25f ? series : closed, x);
}

// |x| < 1: the Maclaurin series 2/√π · Σ (-1)ⁿ x^(2n+1) / (n!·(2n+1)) up to n = 9. Else Abramowitz and Stegun 7.1.26, error below 1.5·10⁻⁷.
__device__ __forceinline__ float erff(float x) {
    const float a = fabsf(x), x2 = x * x;
    float series = -1.0f / (362880.0f * 19.0f);
    series = fmaf(series, x2, 1.0f / (40320.0f * 17.0f));
    series = fmaf(series, x2, -1.0f / (5040.0f * 15.0f));
    series = fmaf(series, x2, 1.0f / (720.0f * 13.0f));
    series = fmaf(series, x2, -1.0f / (120.0f * 11.0f));
    series = fmaf(series, x2, 1.0f / (24.0f * 9.0f));
    series = fmaf(series, x2, -1.0f / (6.0f * 7.0f));
    series = fmaf(series, x2, 1.0f / (2.0f * 5.0f));
    series = fmaf(series, x2, -1.0f / 3.0f);
    series = fmaf(series, x2, 1.0f);

    const float t = 1.0f / fmaf(0.3275911f, a, 1.0f);
    float rational = 1.061405429f;
    rational = fmaf(rational, t, -1.453152027f);
    rational = fmaf(rational, t, 1.421413741f);
    rational = fmaf(rational, t, -0.284496736f);
    rational = fmaf(rational, t, 0.254829592f);
    const float tail = fmaf(-rational * t, expf(-x2), 1.0f);
    return __builtin_copysignf(a < 1.0f ? 1.12837917f * a * series : tail, x);
}

#endif
