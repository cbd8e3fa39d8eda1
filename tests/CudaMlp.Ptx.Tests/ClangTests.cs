using System.Diagnostics;

namespace CudaMlp.Ptx.Tests;

/// <summary>What clang-19 makes of a CUDA source, at several levels and targets. Skipped, visibly, where it is not installed.</summary>
public class ClangTests
{
    private const string Source = """
        #define GLOBAL __attribute__((global))
        #define DEVICE __attribute__((device))
        #define SHARED __attribute__((shared))
        #define CONSTANT __attribute__((constant))
        typedef float float4_ __attribute__((ext_vector_type(4)));
        DEVICE SHARED float tile[32 * 33];
        extern SHARED float dynamic[];
        CONSTANT float table[8] = {1, 2, 3, 4, 5, 6, 7, 8};
        DEVICE int counter = 7;
        DEVICE int *counter_pointer = &counter;
        DEVICE const char *message = "hello";
        struct Parameters { int a; float b[3]; double c; };
        DEVICE __attribute__((noinline)) float helper(float x, Parameters p) { return x * p.b[1] + p.a + (float)p.c; }
        DEVICE float (*helper_pointer)(float, Parameters) = helper;
        extern "C" GLOBAL __attribute__((launch_bounds(256, 2))) void axpy(const float *__restrict__ a, const float *b, float *c, int n)
        {
            int i = __nvvm_read_ptx_sreg_ctaid_x() * __nvvm_read_ptx_sreg_ntid_x() + __nvvm_read_ptx_sreg_tid_x();
            if (i < n)
                c[i] = a[i] + b[i] * table[i & 7];
        }
        extern "C" GLOBAL void everything(int *a, int n, Parameters p)
        {
            int t = __nvvm_read_ptx_sreg_tid_x();
            tile[t] = a[t];
            dynamic[t] = 1;
            __nvvm_bar_sync(0);
            switch (n)
            {
            case 0: a[t] = 1; break;
            case 1: a[t] *= 3; break;
            case 2: a[t] -= 7; break;
            case 3: a[t] /= 5; break;
            case 4: a[t] %= 7; break;
            case 5: a[t] ^= 99; break;
            case 6: a[t] = (int)helper(a[t], p); break;
            case 7: a[t] = (int)helper_pointer(a[t], p); break;
            }
            float v = tile[31 - t];
            for (int o = 16; o; o >>= 1)
                v += __nvvm_shfl_sync_bfly_f32(-1, v, o, 31);
            a[t] += v;
            __nvvm_atom_add_gen_i(&counter, 1);
            int local[100];
            for (int i = 0; i < n; i++)
                local[(i * 7) % 100] = a[i];
            a[t] += local[t] + message[t & 3] + *counter_pointer;
        }
        extern "C" GLOBAL void numbers(_Float16 *x, float4_ *y, double *d, long long *l, unsigned char *bytes)
        {
            int t = __nvvm_read_ptx_sreg_tid_x();
            x[t] = x[t] * x[t] + (_Float16)1;
            y[t] = y[t] * y[t] + y[t + 1];
            d[t] = __builtin_sqrt(d[t]) / 3.0;
            l[t] = l[t] / l[t + 1];
            y[t].x = __nvvm_ex2_approx_f(y[t].y);
            bytes[t] = (unsigned char)(__builtin_popcountll(l[t]) + __builtin_clz(t) + (bytes[t] << 3 | bytes[t] >> 5));
            if (__builtin_isnan(d[t]))
                __builtin_trap();
        }
        """;

    [Theory]
    [InlineData("sm_70", "ptx63", "-O3")]
    [InlineData("sm_70", "ptx63", "-O0")]
    [InlineData("sm_52", "ptx60", "-O2")]
    [InlineData("sm_80", "ptx70", "-O1 -g")]
    [InlineData("sm_90a", "ptx80", "-O2 -gline-tables-only")]
    [InlineData("sm_90", "ptx85", "-O3 -fgpu-rdc")]
    public void Output_of_clang_is_taken(string target, string version, string options)
    {
        PtxModule module = PtxParser.Parse(Compile($"--cuda-gpu-arch={target} --cuda-feature=+{version} {options}"));
        Assert.Equal(target, module.Target);
        Assert.Equal(["axpy", "everything", "numbers"], module.Functions.Where(function => function.IsEntry).Select(function => function.Name).Order());
        PtxFunction everything = module.FindFunction("everything")!;
        Assert.Equal([8L, 4L, 24L], everything.Parameters.Select(parameter => parameter.ByteSize));
        Assert.Equal([0, 8, 16], everything.Parameters.Select(parameter => parameter.ParameterOffset));
        PtxPerformance bounds = module.FindFunction("axpy")!.Performance;
        Assert.Equal(256, bounds.MaxThreads?.X);
        Assert.Equal(2, bounds.MinBlocksPerMultiprocessor);
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40], module.FindVariable("table")!.Initializer!.Bytes.Take(8));
        Assert.Equal("counter", module.FindVariable("counter_pointer")!.Initializer!.Relocations.Single().Variable!.Name);
        Assert.All(module.Functions.Where(function => function.HasBody), ModuleShape.Check);
        bool hasLines = module.Functions.Any(function => function.Instructions.Any(instruction => !instruction.Source.IsNone));
        Assert.Equal(options.Contains(" -gline", StringComparison.Ordinal) || options.EndsWith(" -g", StringComparison.Ordinal), hasLines);
    }

    private static string Compile(string options)
    {
        string? clang = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "clang-19")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(clang is null, "clang-19 is not installed");
        string folder = Directory.CreateTempSubdirectory("cudamlp-ptx-").FullName;
        try
        {
            string source = Path.Combine(folder, "k.cu");
            string output = Path.Combine(folder, "k.ptx");
            File.WriteAllText(source, Source);
            var start = new ProcessStartInfo(clang!, $"-x cuda --cuda-device-only {options} -nocudainc -nocudalib -ffp-contract=fast -S -o {output} {source}") { RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string messages = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, messages);
            return File.ReadAllText(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
