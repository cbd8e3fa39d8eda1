using System.Runtime.InteropServices;
using CudaMlp.Cuda.Ops;
using CudaMlp.Data;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Samples;

/// <summary>
/// Data that does not fit the device, or is seen but once: the rows of the coming batches are brought together on the host, in order, into page-locked
/// memory and copied on a second stream into one of two windows, while the device computes on the other.
/// </summary>
/// <remarks>
/// Both windows lie in one allocation and the device reads rows as they lie, from the state's position on: the same captured graph serves both.
/// </remarks>
internal sealed class StreamedSamples : SampleSource
{
    private readonly Window[] _windows = new Window[2];
    private readonly CudaStream _copies;
    private readonly CudaStream _compute;
    private readonly DeviceBuffer<byte> _features;
    private readonly DeviceBuffer<int> _targets;
    private readonly DeviceBuffer<float> _scale;
    private readonly DeviceBuffer<float> _shift;
    private readonly int _featureBytes;
    private readonly int _targetWords;
    private DataBlock? _data;
    private int[]? _order;
    private int _count;
    private bool _withTargets;
    private int _uploaded;

    /// <param name="context">Where to allocate.</param>
    /// <param name="compute">The stream of the steps.</param>
    /// <param name="isBytes">How features are stored.</param>
    /// <param name="columns">Features of a row.</param>
    /// <param name="targetWords">Words of a row's label or targets.</param>
    /// <param name="batchSize">A window is a whole number of batches.</param>
    /// <param name="windowBytes">See <see cref="Devices.GpuOptions.WindowBytes"/>.</param>
    public StreamedSamples(CudaContext context, CudaStream compute, bool isBytes, int columns, int targetWords, int batchSize, int windowBytes)
    {
        _compute = compute;
        _featureBytes = columns * BytesOfFeature(isBytes);
        _targetWords = targetWords;
        Rows = (int)Math.Clamp(windowBytes / ((long)_featureBytes * batchSize), 1, Math.Max(1, int.MaxValue / 4 / batchSize)) * batchSize;
        try
        {
            _copies = new CudaStream(context);
            _features = new DeviceBuffer<byte>(context, 2L * Rows * _featureBytes);
            _targets = new DeviceBuffer<int>(context, Math.Max(1, 2L * Rows * targetWords));
            _scale = new DeviceBuffer<float>(context, columns);
            _shift = new DeviceBuffer<float>(context, columns);
            for (var i = 0; i < 2; i++)
                _windows[i] = new Window(context, checked(Rows * _featureBytes), Math.Max(1, Rows * targetWords));
        }
        catch
        {
            DisposeMemory();
            throw;
        }

        Matrix = new SampleMatrix(_features.Address, _targets.Address, _scale.Address, _shift.Address, isBytes, columns, targetWords);
    }

    /// <summary>Rows of a window.</summary>
    public int Rows { get; }

    public override SampleMatrix Matrix { get; }

    /// <summary>Names the rows to come.</summary>
    /// <param name="data">Of the width and kind this was made for; targets may be missing.</param>
    /// <param name="order">Row numbers, or null for the rows as they lie.</param>
    /// <param name="count">How many.</param>
    /// <param name="withTargets">Whether labels or targets come along.</param>
    public void Begin(DataBlock data, int[]? order, int count, bool withTargets)
    {
        // What is still under way reads the windows and the normalisation of the data before.
        _compute.Synchronize();
        _copies.Synchronize();
        (_data, _order, _count, _withTargets, _uploaded) = (data, order, count, withTargets, 0);
        _scale.CopyFrom(data.Scale, _compute);
        _shift.CopyFrom(data.Shift, _compute);
    }

    /// <summary>
    /// To be called before the batch at <paramref name="row"/> is launched. Where a window begins, the compute stream is made to wait for its upload.
    /// </summary>
    /// <returns>The position of the batch if it is to be set, else -1: the steps themselves move it on.</returns>
    public int Enter(int row)
    {
        if (row % Rows != 0)
            return -1;
        var window = row / Rows;
        if (_uploaded == window)
            Upload();
        _compute.WaitFor(_windows[window % 2].Uploaded);
        return PositionOf(row);
    }

    /// <summary>Where a row of those to come lies, or will lie, in the two windows.</summary>
    public int PositionOf(int row) => (int)(row % (2L * Rows));

    /// <summary>To be called when the batch that ends before <paramref name="row"/> has been launched: the next window is prepared while the device computes.</summary>
    public void Leave(int row)
    {
        if (row % Rows != 0 && row != _count)
            return;
        _windows[(row - 1) / Rows % 2].Consumed.Record(_compute);
        if (_uploaded * (long)Rows < _count)
            Upload();
    }

    protected override void DisposeMemory()
    {
        // Null where the constructor ran out of memory. A window may still be on its way to the device, ahead of steps that never came.
        _copies?.Drain();
        foreach (var window in _windows)
            window?.Dispose();
        _features?.Dispose();
        _targets?.Dispose();
        _scale?.Dispose();
        _shift?.Dispose();
        _copies?.Dispose();
    }

    private void Upload()
    {
        var half = _uploaded % 2;
        var window = _windows[half];
        int first = _uploaded * Rows, rows = Math.Min(Rows, _count - first);
        // The page-locked memory is free again when its last copy is done.
        window.Uploaded.Synchronize();
        Collect(window, first, rows);
        _copies.WaitFor(window.Consumed);
        _features.Slice((long)half * Rows * _featureBytes, (long)rows * _featureBytes).CopyFromAsync(window.Features, 0, rows * _featureBytes, _copies);
        if (_withTargets)
            _targets.Slice((long)half * Rows * _targetWords, (long)rows * _targetWords).CopyFromAsync(window.Targets, 0, rows * _targetWords, _copies);
        window.Uploaded.Record(_copies);
        _uploaded++;
    }

    private void Collect(Window window, int first, int rows)
    {
        var columns = _data!.Features;
        var targets = _data.Labels.IsEmpty ? MemoryMarshal.Cast<float, int>(_data.Targets.Span) : _data.Labels.Span;
        Span<byte> featuresOut = window.Features.Span;
        Span<int> targetsOut = window.Targets.Span;
        for (var r = 0; r < rows; r++)
        {
            var row = _order is null ? first + r : _order[first + r];
            var features = _data.IsBytes
                ? _data.Bytes.Span.Slice(row * columns, columns)
                : MemoryMarshal.AsBytes(_data.Floats.Span.Slice(row * columns, columns));
            features.CopyTo(featuresOut[(r * _featureBytes)..]);
            if (_withTargets)
                targets.Slice(row * _targetWords, _targetWords).CopyTo(targetsOut[(r * _targetWords)..]);
        }
    }

    private sealed class Window(CudaContext context, int featureBytes, int targetWords) : IDisposable
    {
        public PinnedBuffer<byte> Features { get; } = new(context, featureBytes);

        public PinnedBuffer<int> Targets { get; } = new(context, targetWords);

        /// <summary>The copy into the device's window is done.</summary>
        public CudaEvent Uploaded { get; } = new(context);

        /// <summary>The steps over the device's window are done.</summary>
        public CudaEvent Consumed { get; } = new(context);

        public void Dispose()
        {
            Features.Dispose();
            Targets.Dispose();
            Uploaded.Dispose();
            Consumed.Dispose();
        }
    }
}
