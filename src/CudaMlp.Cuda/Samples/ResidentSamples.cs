using System.Runtime.InteropServices;
using CudaMlp.Cuda.Ops;
using CudaMlp.Data;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Samples;

/// <summary>A whole block of data in device memory: uploaded once, gathered from as often as wanted.</summary>
internal sealed class ResidentSamples : SampleSource
{
    private readonly DeviceBuffer<byte>? _bytes;
    private readonly DeviceBuffer<float>? _floats;
    private readonly DeviceBuffer<int>? _targets;
    private readonly DeviceBuffer<float> _scale;
    private readonly DeviceBuffer<float> _shift;

    public ResidentSamples(CudaContext context, CudaStream stream, DataBlock data)
    {
        Data = data;
        var targets = data.Labels.IsEmpty ? MemoryMarshal.Cast<float, int>(data.Targets.Span) : data.Labels.Span;
        try
        {
            _bytes = data.IsBytes ? Upload(context, stream, data.Bytes.Span) : null;
            _floats = data.IsBytes ? null : Upload(context, stream, data.Floats.Span);
            _targets = targets.IsEmpty ? null : Upload(context, stream, targets);
            _scale = Upload(context, stream, data.Scale);
            _shift = Upload(context, stream, data.Shift);
        }
        catch
        {
            DisposeMemory();
            throw;
        }

        Matrix = new SampleMatrix(
            _bytes?.Address ?? _floats!.Address, _targets?.Address ?? default, _scale.Address, _shift.Address, data.IsBytes, data.Features, TargetWordsOf(data));
    }

    public DataBlock Data { get; }

    public override SampleMatrix Matrix { get; }

    /// <summary>Bytes of device memory that a block takes.</summary>
    public static long BytesOf(DataBlock data) =>
        ((long)data.Rows * data.Features * BytesOfFeature(data.IsBytes)) + ((long)data.Rows * TargetWordsOf(data) * sizeof(int)) + (8L * data.Features);

    protected override void DisposeMemory()
    {
        // Null where the constructor ran out of memory.
        _bytes?.Dispose();
        _floats?.Dispose();
        _targets?.Dispose();
        _scale?.Dispose();
        _shift?.Dispose();
    }

    private static DeviceBuffer<T> Upload<T>(CudaContext context, CudaStream stream, ReadOnlySpan<T> source)
        where T : unmanaged
    {
        var buffer = new DeviceBuffer<T>(context, Math.Max(1, source.Length));
        try
        {
            buffer.CopyFrom(source, stream);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
