using System.Runtime.InteropServices;
using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Tests;

/// <summary>A device with one module, the sanitizer on unless said otherwise.</summary>
internal sealed class TestDevice : IDisposable
{
    public const string Header = ".version 8.3\n.target sm_90\n.address_size 64\n";

    public TestDevice(string ptx, bool sanitize = true, int threads = 0, bool profile = false, long budget = 200_000_000)
    {
        Memory = new DeviceMemory(4ul << 30, sanitize);
        PtxModule module = PtxParser.Parse(ptx.StartsWith(".version", StringComparison.Ordinal) || ptx.StartsWith("//", StringComparison.Ordinal) ? ptx : Header + ptx);
        // For what is newer than the default device, one that is as new.
        DeviceSpec device = DeviceCatalog.Default.Takes(module)
            ? DeviceCatalog.Default
            : DeviceCatalog.Default with { Major = module.TargetArchitecture / 10, Minor = module.TargetArchitecture % 10 };
        Module = LoadedModule.Load(module, Memory, device);
        Launcher = new Launcher(device, Memory, new LaunchOptions
        {
            Sanitize = sanitize,
            Threads = threads,
            Profile = profile,
            WarpInstructionBudget = budget,
            Print = text => Printed += text,
        });
    }

    public DeviceMemory Memory { get; }
    public LoadedModule Module { get; }
    public Launcher Launcher { get; }
    public string Printed { get; private set; } = "";

    public ulong Upload<T>(params T[] values)
        where T : unmanaged
    {
        ulong address = Memory.Allocate((ulong)Math.Max(1, Buffer.ByteLength(values))).Address;
        Memory.Write<T>(address, values);
        return address;
    }

    public ulong Reserve(ulong bytes) => Memory.Allocate(bytes).Address;

    public T[] Read<T>(ulong address, int count)
        where T : unmanaged => Memory.Read<T>(address, count);

    /// <summary>Launches a kernel; each parameter takes its natural alignment.</summary>
    public LaunchResult Run(string kernel, Dim3 grid, Dim3 block, params object[] parameters) => RunShared(kernel, grid, block, 0, parameters);

    public LaunchResult RunShared(string kernel, Dim3 grid, Dim3 block, int shared, params object[] parameters)
    {
        EmulatedFunction function = Module.Functions[kernel];
        var bytes = new byte[function.ParameterBytes];
        for (int i = 0; i < parameters.Length; i++)
        {
            Span<byte> at = bytes.AsSpan(function.Parameters[i].Offset);
            switch (parameters[i])
            {
                case ulong v:
                    MemoryMarshal.Write(at, v);
                    break;
                case long v:
                    MemoryMarshal.Write(at, v);
                    break;
                case int v:
                    MemoryMarshal.Write(at, v);
                    break;
                case uint v:
                    MemoryMarshal.Write(at, v);
                    break;
                case float v:
                    MemoryMarshal.Write(at, v);
                    break;
                case double v:
                    MemoryMarshal.Write(at, v);
                    break;
                default:
                    throw new ArgumentException($"parameter {i} is a {parameters[i].GetType()}");
            }
        }
        return Launcher.Launch(new LaunchRequest { Function = function, Grid = grid, Block = block, DynamicSharedBytes = shared, Parameters = bytes });
    }

    public void Dispose()
    {
        Module.Dispose();
        Memory.Dispose();
    }
}
