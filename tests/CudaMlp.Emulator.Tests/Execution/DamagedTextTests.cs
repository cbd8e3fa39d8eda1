using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>PTX damaged at random loads or is refused, and what loads runs or faults: nothing else.</summary>
public class DamagedTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_programs_never_break_the_emulator(int seed)
    {
        var random = new Random(seed);
        string[] sources = [FirstKernels.VectorAdd, FirstKernels.Collatz, FirstKernels.BlockSum, Wide];
        int loaded = 0;
        for (int i = 0; i < 1500; i++)
        {
            string text = Damage(TestDevice.Header + sources[i % sources.Length], random);
            using var memory = new DeviceMemory(1 << 26, sanitize: true);
            try
            {
                using LoadedModule module = LoadedModule.Load(PtxParser.Parse(text), memory);
                loaded++;
                var launcher = new Launcher(DeviceCatalog.Default, memory, new LaunchOptions { Sanitize = i % 2 == 0, Threads = 1, WarpInstructionBudget = 100_000 });
                ulong buffer = memory.Allocate(4096).Address;
                memory.Set(buffer, 0, 1, 4096);
                foreach (EmulatedFunction f in module.Functions.Values)
                {
                    var parameters = new byte[Math.Max(f.ParameterBytes, 64)];
                    foreach (KernelParameter p in f.Parameters)
                    {
                        if (p.Bytes == 8)
                            BitConverter.TryWriteBytes(parameters.AsSpan(p.Offset), buffer);
                    }
                    launcher.Launch(new LaunchRequest { Function = f, Grid = new Dim3(1), Block = new Dim3(64), Parameters = parameters });
                }
            }
            catch (Exception e) when (e is PtxException or EmulatorFaultException)
            {
            }
        }
        Assert.True(loaded > 20, $"only {loaded} of the damaged programs loaded at all");
    }

    private const string Wide = """
        .global .align 8 .b8 table[32] = {1, 2, 3, 4};
        .func (.param .b32 r) twice(.param .b32 x) { .reg .b32 %a; ld.param.u32 %a, [x]; add.u32 %a, %a, %a; st.param.b32 [r], %a; ret; }
        .visible .entry k(.param .u64 p)
        {
            .reg .pred %p<3>; .reg .b32 %r<9>; .reg .b64 %rd<9>; .reg .f32 %f<9>; .reg .b16 %h<3>;
            .local .align 4 .b8 depot[16];
            ld.param.u64 %rd1, [p];
            mov.u32 %r1, %tid.x;
            { .param .b32 a; .param .b32 b; st.param.b32 [a], %r1; call.uni (b), twice, (a); ld.param.b32 %r2, [b]; }
            st.local.u32 [depot+4], %r2;
            ld.local.u32 %r3, [depot+4];
            shfl.sync.bfly.b32 %r4|%p1, %r3, 1, 31, -1;
            vote.sync.ballot.b32 %r5, %p1, -1;
            cvt.rn.f32.u32 %f1, %r5;
            cvt.rn.f16.f32 %h1, %f1;
            fma.rn.f32 %f2, %f1, %f1, 0f3F800000;
            ex2.approx.f32 %f3, %f2;
            atom.global.add.u32 %r6, [%rd1], %r4;
            ld.global.v4.f32 {%f4, %f5, %f6, %f7}, [%rd1+16];
            ld.global.u8 %r7, [table+2];
            bfe.u32 %r8, %r7, 1, 4;
            st.global.v2.u32 [%rd1+32], {%r7, %r8};
            ret;
        }
        """;

    private static string Damage(string text, Random random)
    {
        char[] signs = [.. ".,;:{}[]()%@!+-_0123456789abcdefsux \n"];
        var builder = new System.Text.StringBuilder(text);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(60, builder.Length);
            switch (random.Next(4))
            {
                case 0:
                    builder.Remove(at, Math.Min(random.Next(1, 6), builder.Length - at));
                    break;
                case 1:
                    builder.Insert(at, signs[random.Next(signs.Length)]);
                    break;
                case 2:
                    builder[at] = signs[random.Next(signs.Length)];
                    break;
                default:
                    int from = random.Next(60, builder.Length - 20);
                    builder.Insert(at, builder.ToString(from, random.Next(1, 20)));
                    break;
            }
        }
        return builder.ToString();
    }
}
