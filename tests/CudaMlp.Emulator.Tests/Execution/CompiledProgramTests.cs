namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>Programs in CUDA C, compiled when the tests run, against the same in C#.</summary>
public class CompiledProgramTests
{
    [Fact]
    public void Matrix_product_with_tiles_in_shared_memory()
    {
        using var device = new TestDevice(ClangCompiler.Compile("""
            extern "C" __global__ void gemm(const float *a, const float *b, float *c, int n) {
                __shared__ float ta[16][16], tb[16][16];
                int x = TID % 16, y = TID / 16, row = (BID / (n / 16)) * 16 + y, col = (BID % (n / 16)) * 16 + x;
                float sum = 0;
                for (int k = 0; k < n; k += 16) {
                    ta[y][x] = a[row * n + k + x];
                    tb[y][x] = b[(k + y) * n + col];
                    SYNC();
                    for (int i = 0; i < 16; i++) sum += ta[y][i] * tb[i][x];
                    SYNC();
                }
                c[row * n + col] = sum;
            }
            """));
        const int n = 48;
        float[] a = [.. Enumerable.Range(0, n * n).Select(i => i * 7 % 13 - 6f)];
        float[] b = [.. Enumerable.Range(0, n * n).Select(i => i * 5 % 11 - 5f)];
        ulong c = device.Reserve(n * n * 4);
        device.Run("gemm", new Dim3(9), new Dim3(256), device.Upload(a), device.Upload(b), c, n);
        float[] actual = device.Read<float>(c, n * n);
        for (int i = 0; i < n * n; i++)
            Assert.Equal(Enumerable.Range(0, n).Sum(k => a[i / n * n + k] * b[k * n + i % n]), actual[i]);
    }

    [Fact]
    public void Recursion_and_calls_through_pointers()
    {
        using var device = new TestDevice(ClangCompiler.Compile("""
            __device__ __attribute__((noinline)) int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
            __device__ __attribute__((noinline)) int twice(int n) { return 2 * n; }
            __device__ __attribute__((noinline)) int square(int n) { return n * n; }
            typedef int (*function)(int);
            __device__ function table[3] = {fib, twice, square};
            extern "C" __global__ void apply(int *out) { out[TID] = table[TID % 3](TID % 12); }
            """));
        ulong result = device.Reserve(64 * 4);
        device.Run("apply", new Dim3(1), new Dim3(64), result);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (i % 3) switch { 0 => Fib(i % 12), 1 => 2 * (i % 12), _ => (i % 12) * (i % 12) }), device.Read<int>(result, 64));

        static int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);
    }

    [Fact]
    public void Switch_statements_and_local_arrays()
    {
        using var device = new TestDevice(ClangCompiler.Compile("""
            extern "C" __global__ void run(const int *in, int *out, int n) {
                int stack[32], top = 0;
                for (int i = 0; i < n; i++) {
                    int op = in[(i * 31 + TID) % n];
                    switch (op) {
                    case 0: stack[top++ & 31] = i; break;
                    case 1: stack[top++ & 31] = TID; break;
                    case 2: if (top > 1) { top--; stack[(top - 1) & 31] += stack[top & 31]; } break;
                    case 3: if (top > 1) { top--; stack[(top - 1) & 31] *= stack[top & 31]; } break;
                    case 4: if (top > 0) stack[(top - 1) & 31] ^= 0x55; break;
                    case 5: if (top > 2) top--; break;
                    default: break;
                    }
                }
                out[BID * BDIM + TID] = top > 0 ? stack[(top - 1) & 31] : -1;
            }
            """));
        int[] program = [.. Enumerable.Range(0, 40).Select(i => i * i * 7 % 11 % 7)];
        ulong result = device.Reserve(128 * 4);
        device.Run("run", new Dim3(2), new Dim3(64), device.Upload(program), result, program.Length);
        Assert.Equal(Enumerable.Range(0, 128).Select(t => Machine(program, t % 64)), device.Read<int>(result, 128));

        static int Machine(int[] program, int t)
        {
            var stack = new int[32];
            int top = 0;
            int n = program.Length;
            for (int i = 0; i < n; i++)
            {
                switch (program[(i * 31 + t) % n])
                {
                    case 0:
                        stack[top++ & 31] = i;
                        break;
                    case 1:
                        stack[top++ & 31] = t;
                        break;
                    case 2 when top > 1:
                        top--;
                        stack[(top - 1) & 31] += stack[top & 31];
                        break;
                    case 3 when top > 1:
                        top--;
                        stack[(top - 1) & 31] *= stack[top & 31];
                        break;
                    case 4 when top > 0:
                        stack[(top - 1) & 31] ^= 0x55;
                        break;
                    case 5 when top > 2:
                        top--;
                        break;
                }
            }
            return top > 0 ? stack[(top - 1) & 31] : -1;
        }
    }

    [Fact]
    public void Warp_reduction_by_shuffles()
    {
        using var device = new TestDevice(ClangCompiler.Compile("""
            extern "C" __global__ void sum(const float *in, float *out) {
                float v = in[BID * BDIM + TID];
                for (int d = 16; d > 0; d >>= 1) v += __nvvm_shfl_sync_down_f32(0xffffffffu, v, d, 31);
                if (TID % 32 == 0) out[(BID * BDIM + TID) / 32] = v;
            }
            """));
        float[] values = [.. Enumerable.Range(0, 512).Select(i => (float)(i * 3 % 101))];
        ulong result = device.Reserve(64);
        device.Run("sum", new Dim3(2), new Dim3(256), device.Upload(values), result);
        Assert.Equal(values.Chunk(32).Select(c => c.Sum()), device.Read<float>(result, 16));
    }

    [Fact]
    public void Spin_lock_within_a_warp_makes_progress()
    {
        using var device = new TestDevice(ClangCompiler.Compile("""
            extern "C" __global__ void count(int *lock, volatile int *total) {
                bool done = false;
                while (!done) {
                    if (__nvvm_atom_cas_gen_i(lock, 0, 1) == 0) {
                        *total = *total + 1;
                        __nvvm_membar_gl();
                        __nvvm_atom_xchg_gen_i(lock, 0);
                        done = true;
                    }
                }
            }
            """), threads: 2);
        ulong memory = device.Upload(0, 0);
        device.Run("count", new Dim3(4), new Dim3(64), memory, memory + 4);
        Assert.Equal(256, device.Read<int>(memory + 4, 1)[0]);
    }

    [Fact]
    public void Printf_and_assert()
    {
        string ptx = ClangCompiler.Compile("""
            extern "C" __device__ int vprintf(const char *, const char *);
            extern "C" __global__ void say(int n) {
                struct { int a; double b; const char *c; } arguments = {n + (int)TID, 0.5 * TID, "end"};
                vprintf("thread %d: %5.2f %s\n", (const char *)&arguments);
            }
            """);
        using var device = new TestDevice(ptx);
        device.Run("say", new Dim3(1), new Dim3(3), 40);
        Assert.Equal("thread 40:  0.00 end\nthread 41:  0.50 end\nthread 42:  1.00 end\n", device.Printed);
    }

    [Fact]
    public void Double_precision_and_64_bit_integers()
    {
        using var device = new TestDevice(ClangCompiler.Compile("""
            extern "C" __global__ void mix(const double *in, long long *out, double *root) {
                double x = in[TID];
                long long n = (long long)(x * 1000.0);
                out[TID] = n % 97 + (n << 3) / 7 + (unsigned long long)n / 13u;
                root[TID] = __nvvm_sqrt_rn_d(x < 0 ? -x : x) / 3.0;
            }
            """));
        double[] values = [.. Enumerable.Range(0, 32).Select(i => (i - 16) * 1234.5678)];
        ulong result = device.Reserve(256);
        ulong roots = device.Reserve(256);
        device.Run("mix", new Dim3(1), new Dim3(32), device.Upload(values), result, roots);
        Assert.Equal(values.Select(x => (long)(x * 1000.0)).Select(n => n % 97 + (n << 3) / 7 + (long)((ulong)n / 13)), device.Read<long>(result, 32));
        Assert.Equal(values.Select(x => Math.Sqrt(Math.Abs(x)) / 3), device.Read<double>(roots, 32));
    }
}
