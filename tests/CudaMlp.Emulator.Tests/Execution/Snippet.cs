namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>A kernel of one block around a few instructions: %thr is the thread, %out the address of its 32-bit result.</summary>
internal static class Snippet
{
    /// <summary>Runs the code for one block and gives what it stored: <paramref name="perThread"/> words for each thread.</summary>
    public static uint[] Run(string code, int threads = 32, int perThread = 1, uint[]? memory = null, string shared = "", string target = "sm_90") =>
        RunAll(code, threads, perThread, memory, shared, target).Results;

    /// <summary>Also gives the memory behind %mem afterwards.</summary>
    public static (uint[] Results, uint[] Memory) RunAll(string code, int threads, int perThread, uint[]? memory, string shared = "", string target = "sm_90")
    {
        using var device = new TestDevice($$"""
            .version 8.8
            .target {{target}}
            .address_size 64
            .visible .entry k(.param .u64 out, .param .u64 memory)
            {
                .reg .pred %p<8>;
                .reg .b16 %h<8>;
                .reg .b32 %r<32>, %thr, %lane;
                .reg .f32 %f<32>;
                .reg .f64 %fd<8>;
                .reg .b64 %rd<16>, %out, %mem, %step;
                {{shared}}
                mov.u32 %thr, %tid.x;
                mov.u32 %lane, %laneid;
                ld.param.u64 %out, [out];
                ld.param.u64 %mem, [memory];
                mul.wide.u32 %step, %thr, {{perThread * 4}};
                add.u64 %out, %out, %step;
                {{code}}
                ret;
            }
            """);
        ulong result = device.Upload(new uint[threads * perThread]);
        ulong address = device.Upload(memory ?? [0]);
        device.Run("k", new Dim3(1), new Dim3((uint)threads), result, address);
        return (device.Read<uint>(result, threads * perThread), device.Read<uint>(address, memory?.Length ?? 1));
    }
}
