using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using CudaMlp.Emulator;
using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Ptx;

namespace CudaMlp.Benchmarks;

/// <summary>
/// Thread-instructions per second of the emulated device on one host thread: vector add and the Adam kernel over 2^20 elements. The operations
/// counted are the profiler's thread-instructions, printed at set-up: divide them by the mean time.
/// </summary>
public class EmulatorBenchmarks : IDisposable
{
    private const int Elements = 1 << 20;

    private const string VectorAddText = """
        .version 6.3
        .target sm_70
        .address_size 64
        .visible .entry add(.param .u64 pa, .param .u64 pb, .param .u64 pc, .param .u32 pn)
        {
            .reg .pred %p<2>; .reg .f32 %f<4>; .reg .b32 %r<6>; .reg .b64 %rd<11>;
            ld.param.u64 %rd1, [pa]; ld.param.u64 %rd2, [pb]; ld.param.u64 %rd3, [pc]; ld.param.u32 %r2, [pn];
            mov.u32 %r3, %ctaid.x; mov.u32 %r4, %ntid.x; mov.u32 %r5, %tid.x;
            mad.lo.s32 %r1, %r3, %r4, %r5;
            setp.ge.s32 %p1, %r1, %r2;
            @%p1 bra DONE;
            cvta.to.global.u64 %rd4, %rd1; mul.wide.s32 %rd5, %r1, 4; add.s64 %rd6, %rd4, %rd5;
            cvta.to.global.u64 %rd7, %rd2; add.s64 %rd8, %rd7, %rd5;
            ld.global.f32 %f1, [%rd8]; ld.global.f32 %f2, [%rd6];
            add.f32 %f3, %f2, %f1;
            cvta.to.global.u64 %rd9, %rd3; add.s64 %rd10, %rd9, %rd5;
            st.global.f32 [%rd10], %f3;
        DONE:
            ret;
        }
        """;

    private DeviceMemory? _memory;
    private LoadedModule? _addModule;
    private LoadedModule? _adamModule;
    private Launcher? _launcher;
    private LaunchRequest? _add;
    private LaunchRequest? _adam;

    [Params(false, true)]
    public bool Sanitizer { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _memory = new DeviceMemory(1ul << 30, Sanitizer);
        _addModule = LoadedModule.Load(PtxParser.Parse(VectorAddText), _memory);
        _adamModule = LoadedModule.Load(PtxParser.Parse(File.ReadAllText(FindKernel("adam.ptx"))), _memory);
        _launcher = new Launcher(DeviceCatalog.Default, _memory, new LaunchOptions { Sanitize = Sanitizer, Threads = 1 });
        ulong[] arrays = [.. Enumerable.Range(0, 4).Select(_ => Zeros(Elements))];
        ulong state = Zeros(64);
        _add = Request(_addModule.Functions["add"], Elements / 256, arrays[0], arrays[1], arrays[2], Elements);
        _adam = Request(_adamModule.Functions["adam_f32"], Elements / 1024, arrays[0], arrays[1], arrays[2], arrays[3], 0ul, state, Elements, 0.9f, 0.999f, 1e-8f, 0f, 0);
        Console.WriteLine($"thread-instructions a launch: vector add {_launcher.Launch(_add).ThreadInstructions:N0}, adam {_launcher.Launch(_adam).ThreadInstructions:N0}");
    }

    [Benchmark]
    public LaunchResult VectorAdd() => _launcher!.Launch(_add!);

    [Benchmark]
    public LaunchResult Adam() => _launcher!.Launch(_adam!);

    [GlobalCleanup]
    public void Dispose()
    {
        _addModule?.Dispose();
        _adamModule?.Dispose();
        _memory?.Dispose();
        GC.SuppressFinalize(this);
    }

    private ulong Zeros(int count)
    {
        ulong address = _memory!.Allocate((ulong)count * 4).Address;
        _memory.Set(address, 0, 4, (ulong)count);
        return address;
    }

    private static LaunchRequest Request(EmulatedFunction function, int blocks, params object[] values)
    {
        var parameters = new byte[function.ParameterBytes];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> at = parameters.AsSpan(function.Parameters[i].Offset);
            if (values[i] is ulong address)
                MemoryMarshal.Write(at, address);
            else if (values[i] is int number)
                MemoryMarshal.Write(at, number);
            else
                MemoryMarshal.Write(at, (float)values[i]);
        }
        return new LaunchRequest { Function = function, Grid = new Dim3((uint)blocks), Block = new Dim3(256), Parameters = parameters };
    }

    private static string FindKernel(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, "kernels", "ptx", name);
            if (File.Exists(path))
                return path;
        }
        throw new FileNotFoundException($"kernels/ptx/{name} is not above {AppContext.BaseDirectory}");
    }
}
