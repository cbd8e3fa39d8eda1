using CudaMlp.Cuda.Devices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CudaMlp.Cuda.Tests;

/// <summary>
/// The devices every test of a kernel runs on: the emulator, which must be there, with its sanitizer on; and a GPU, whose absence is a
/// skip that says why. Opened once; a device whose context a fault has spoilt is replaced.
/// </summary>
internal static class TestDevices
{
    public const string Emulator = "emulator";
    public const string Cuda = "cuda";

    private static EmulatedCuda? _emulated;
    private static GpuDevice? _emulator;
    private static GpuDevice? _gpu;

    public static IReadOnlyList<string> Names { get; } = [Emulator, Cuda];

    public static TheoryData<string> Both => [Emulator, Cuda];

    /// <summary>Each length on each device, at an aligned start and one element behind it.</summary>
    public static TheoryData<string, int, int> WithLengths(params int[] lengths)
    {
        var data = new TheoryData<string, int, int>();
        foreach (var device in Names)
        {
            if (IsAbsent(device))
            {
                data.Add(device, lengths[0], 0);
                continue;
            }

            foreach (var length in lengths)
            {
                data.Add(device, length, 0);
                data.Add(device, length, 1);
            }
        }

        return data;
    }

    /// <summary>The emulated device behind <see cref="Emulator"/>.</summary>
    public static EmulatedCuda Emulated => _emulated ??= EmulatedCuda.Create(new EmulatorOptions { Sanitize = true, Profile = true, Verbose = true });

    /// <summary>Whether the device is not there: then one case of each test stands for all that are skipped.</summary>
    public static bool IsAbsent(string name) => name == Cuda && (_gpu ??= GpuDevice.TryOpenNative(out _)) is null;

    public static GpuDevice Get(string name)
    {
        if (name == Emulator)
        {
            if (_emulator is not null && IsSpoilt(_emulator))
                Forget(name);
            return _emulator ??= GpuDevice.Open(Emulated.Driver, Emulated.Cublas, Emulator);
        }

        if (_gpu is null)
        {
            _gpu = GpuDevice.TryOpenNative(out var reason);
            if (_gpu is null)
                Assert.Skip($"no GPU: {reason.Split('.')[0]}");
        }

        return _gpu;
    }

    private static bool IsSpoilt(GpuDevice device)
    {
        try
        {
            device.Context.Synchronize();
            return false;
        }
        catch (CudaException)
        {
            return true;
        }
    }

    /// <summary>To be called when a launch has failed: CUDA gives the same error for ever after.</summary>
    public static void Forget(string name)
    {
        if (name == Emulator)
            (_emulator, _emulated) = (null, null);
        else
            _gpu = null;
    }
}
