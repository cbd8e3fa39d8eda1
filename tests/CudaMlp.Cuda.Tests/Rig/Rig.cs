using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CudaMlp.Cuda.Devices;
using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests;

/// <summary>A device with a queue, on which an op is launched over guarded arrays.</summary>
internal sealed class Rig : IDisposable
{
    /// <summary>A float32 that is no result of anything: a NaN with a payload.</summary>
    private const uint Poison = 0x7fc0dead;

    private readonly string _name;
    private readonly GpuDevice _device;
    private readonly CudaStream _stream;
    private readonly List<IGuarded> _arrays = [];
    private readonly GuardedArray<float> _partials;
    private readonly GuardedArray<double> _sums;
    private readonly GuardedArray<int> _counts;
    private readonly GuardedArray<int> _counters;

    /// <param name="name">Of <see cref="TestDevices"/>.</param>
    /// <param name="rows">Most rows of a matrix.</param>
    /// <param name="columns">Most columns of a matrix.</param>
    public Rig(string name, int rows = 1, int columns = 1)
    {
        _name = name;
        _device = TestDevices.Get(name);
        _stream = new CudaStream(_device.Context);
        var size = WorkspaceSize.Of(rows, columns, columns);
        _partials = Put(Filled((int)size.Partials, BitConverter.UInt32BitsToSingle(Poison)));
        _sums = Put(Filled(size.Sums, double.NaN));
        _counts = Put(Filled(size.Counts, -1));
        _counters = Put(new int[size.Counters]);
        Queue = new OpQueue(_device.Kernels, _stream, new Workspace(_partials.Address, _sums.Address, _counts.Address, _counters.Address));
    }

    public OpQueue Queue { get; }

    public GpuDevice Device => _device;

    public GuardedArray<T> Put<T>(T[] values, int offset = 0)
        where T : unmanaged
    {
        var array = new GuardedArray<T>(_device.Context, values, offset);
        _arrays.Add(array);
        return array;
    }

    /// <summary>Values of an element type.</summary>
    public GuardedArray<byte> Put(ElementType type, float[] values, int offset = 0) => Put(Numbers.Encode(type, values), offset * Numbers.BytesOf(type));

    /// <summary>An output: elements that are NaN until written.</summary>
    public GuardedArray<byte> Poisoned(ElementType type, int count, int offset = 0) => Put(type, Filled(count, float.NaN), offset);

    public GuardedArray<byte> Put(in StepState state) => Put(MemoryMarshal.AsBytes(new ReadOnlySpan<StepState>(in state)).ToArray());

    public static StepState ReadState(GuardedArray<byte> state) => MemoryMarshal.Read<StepState>(state.Read());

    /// <summary>Launches, waits, and looks at the guards, the counters that must be zero again, and what the sanitizer says.</summary>
    public void Run(Action<OpQueue> launch)
    {
        try
        {
            launch(Queue);
            _stream.Synchronize();
        }
        catch (CudaException e)
        {
            var findings = _name == TestDevices.Emulator ? string.Join('\n', TestDevices.Emulated.Driver.Findings) : "";
            TestDevices.Forget(_name);
            Assert.Fail($"{e.Message}\n{findings}");
        }

        if (_name == TestDevices.Emulator)
            Assert.Empty(TestDevices.Emulated.Driver.Findings);
        Assert.All(_arrays, array => Assert.True(array.GuardsHold(), "a kernel wrote beside its arrays"));
        Assert.All(_counters.Read(), counter => Assert.Equal(0, counter));
    }

    public void Dispose()
    {
        foreach (var array in _arrays)
            array.Dispose();
        _stream.Dispose();
    }

    private static T[] Filled<T>(int count, T value)
    {
        var values = new T[count];
        Array.Fill(values, value);
        return values;
    }
}
