using System.Runtime.InteropServices;
using CudaMlp.Cuda.Devices;
using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Diagnosis;

/// <summary>Small arrays on a device, a queue to launch on, and the largest error seen.</summary>
/// <remarks>
/// The checks say what they expect as functions of the index, and leave queries over numbers alone: each of those is a dozen methods of the framework
/// that nothing has compiled beforehand, and this code runs in a process that has just begun.
/// </remarks>
internal sealed class CheckBench : IDisposable
{
    private const int Largest = 256;

    private readonly CudaContext _context;
    private readonly CudaStream _stream;
    private readonly List<IDisposable> _owned = [];

    public CheckBench(GpuDevice device)
    {
        _context = device.Context;
        _stream = new CudaStream(_context);
        var size = WorkspaceSize.Of(Largest, Largest, Largest);
        Queue = new OpQueue(device.Kernels, _stream, new Workspace(
            Put(new float[size.Partials]), Put(new double[size.Sums]), Put(new int[size.Counts]), Put(new int[size.Counters])));
    }

    public OpQueue Queue { get; }

    /// <summary>As a share of the tolerance; not a number once a result was not one.</summary>
    public double Error { get; private set; }

    public int Launches => (int)Queue.Launches;

    /// <summary>Every type a value is stored in.</summary>
    public static IReadOnlyList<ElementType> Types { get; } = [ElementType.Float32, ElementType.Float16, ElementType.BFloat16];

    /// <summary>Eighths from -2 to 2, which every type holds exactly.</summary>
    public static float[] Values(int count, int from = 0)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = ((((from + i) * 7) % 33) - 16) / 8f;
        return values;
    }

    public CUdeviceptr Put<T>(T[] values)
        where T : unmanaged
    {
        var buffer = DeviceBuffer<T>.From(_context, values);
        _owned.Add(buffer);
        return buffer.Address;
    }

    public DeviceBuffer<byte> PutState(in StepState state)
    {
        var buffer = DeviceBuffer<byte>.From(_context, MemoryMarshal.AsBytes(new ReadOnlySpan<StepState>(in state)));
        _owned.Add(buffer);
        return buffer;
    }

    public StepState Read(DeviceBuffer<byte> state) => MemoryMarshal.Read<StepState>(state.ToArray(_stream));

    /// <summary>An array of a type, by way of the cast kernel where it is a half.</summary>
    public DeviceBuffer<byte> PutAs(ElementType type, float[] values)
    {
        var floats = DeviceBuffer<byte>.From(_context, MemoryMarshal.AsBytes<float>(values));
        _owned.Add(floats);
        if (type == ElementType.Float32)
            return floats;
        var halves = new DeviceBuffer<byte>(_context, values.Length * 2L);
        _owned.Add(halves);
        Cast.Launch(Queue, floats.Address, ElementType.Float32, halves.Address, type, values.Length);
        return halves;
    }

    public float[] Read(DeviceBuffer<byte> array, ElementType type)
    {
        if (type == ElementType.Float32)
            return MemoryMarshal.Cast<byte, float>(array.ToArray(_stream)).ToArray();
        var count = (int)array.Length / 2;
        using var floats = new DeviceBuffer<float>(_context, count);
        Cast.Launch(Queue, array.Address, type, floats.Address, ElementType.Float32, count);
        return floats.ToArray(_stream);
    }

    /// <summary>Takes a result into account.</summary>
    public void Expect(Func<int, double> expected, float[] actual, ElementType type = ElementType.Float32)
    {
        for (var i = 0; i < actual.Length; i++)
            Expect(expected(i), actual[i], type);
    }

    public void Expect(double expected, double actual, ElementType type = ElementType.Float32)
    {
        var tolerance = type switch
        {
            ElementType.Float16 => 2e-3,
            ElementType.BFloat16 => 1e-2,
            _ => 1e-5,
        };
        var error = Math.Abs(actual - expected) / (tolerance * Math.Max(1, Math.Abs(expected)));
        Error = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(Error, error);
    }

    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
        _stream.Dispose();
    }
}
