// A CUDA program of no library of ours; compiled to PTX when the tests run.
#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
__device__ float table[4] = {1.0f, 10.0f, 100.0f, 1000.0f};

struct Scale
{
    float factor;
    int offset;
};

extern "C" __global__ void saxpy(float *y, const float *x, Scale scale, int n)
{
    int i = __nvvm_read_ptx_sreg_ctaid_x() * __nvvm_read_ptx_sreg_ntid_x() + __nvvm_read_ptx_sreg_tid_x();
    if (i < n)
        y[i] = scale.factor * x[i] + y[i] + table[(i + scale.offset) & 3];
}

extern "C" __global__ void block_sum(const int *x, int *sums)
{
    static __attribute__((shared)) int partial[128];
    int t = __nvvm_read_ptx_sreg_tid_x();
    partial[t] = x[__nvvm_read_ptx_sreg_ctaid_x() * 128 + t];
    __syncthreads();
    for (int half = 64; half > 0; half >>= 1)
    {
        if (t < half)
            partial[t] += partial[t + half];
        __syncthreads();
    }
    if (t == 0)
        sums[__nvvm_read_ptx_sreg_ctaid_x()] = partial[0];
}

extern "C" __device__ void __assertfail(const char *, const char *, unsigned, const char *, unsigned long);

extern "C" __global__ void check(int i)
{
    if (i >= 3)
        __assertfail("i < 3", "foreign.cu", 38, "void check(int)", 1);
}
