using CudaMlp.Cuda.Samples;
using CudaMlp.Data;
using CudaMlp.Interop;
using CudaMlp.Losses;

namespace CudaMlp.Cuda.Sessions;

public sealed partial class GpuSession
{
    /// <summary>Blocks kept on the device: those of training, validation and test, and one to spare.</summary>
    private const int MostResident = 4;

    /// <summary>Least recently used first.</summary>
    private readonly List<ResidentSamples> _resident = [];
    private StreamedSamples? _trainingStream;
    private StreamedSamples? _evaluationStream;

    /// <summary>The block on the device, uploaded now if need be; null where it does not fit and is to be streamed.</summary>
    private ResidentSamples? FindResident(DataBlock data)
    {
        var known = _resident.Find(r => ReferenceEquals(r.Data, data));
        if (known is null)
        {
            if (!HasRoom(data))
                return null;
            if (_resident.Count == MostResident)
                Evict(_resident.Find(r => r != _bound)!);
            try
            {
                known = new ResidentSamples(_context, _stream, data);
            }
            catch (CudaOutOfMemoryException)
            {
                // Another process took what was free a moment ago.
                return null;
            }
        }
        else
        {
            _resident.Remove(known);
        }

        _resident.Add(known);
        return known;
    }

    private bool HasRoom(DataBlock data)
    {
        var bytes = ResidentSamples.BytesOf(data);
        if (bytes > _options.ResidentBytes || data.Rows == 0)
            return false;
        while (true)
        {
            // A sixteenth stays free: for what the driver, the graphs and cuBLAS still want.
            var (free, total) = _context.GetMemoryInfo();
            if ((ulong)bytes + (total / 16) <= free)
                return true;
            if (_resident.Find(r => r != _bound) is not { } oldest)
                return false;
            Evict(oldest);
        }
    }

    private void Evict(ResidentSamples samples)
    {
        _stream.Synchronize();
        Counters.Synchronizations++;
        _resident.Remove(samples);
        samples.Dispose();
    }

    /// <summary>The stream of a kind of data, made anew when the data is of another kind than before.</summary>
    private StreamedSamples StreamFor(DataBlock data, ref StreamedSamples? current)
    {
        var words = Step.Loss.Kind == LossKind.MeanSquaredError ? Step.Architecture.Outputs : 1;
        if (current is not null && current.Matrix.IsBytes == data.IsBytes)
            return current;
        if (current is not null)
        {
            _stream.Synchronize();
            Counters.Synchronizations++;
            current.Dispose();
        }

        return current = new StreamedSamples(_context, _stream, data.IsBytes, data.Features, words, Step.BatchSize, _options.WindowBytes);
    }

    private IEnumerable<SampleSource> Sources()
    {
        foreach (var source in _resident)
            yield return source;
        if (_trainingStream is not null)
            yield return _trainingStream;
        if (_evaluationStream is not null)
            yield return _evaluationStream;
    }

    private void DisposeSamples()
    {
        foreach (var source in Sources())
            source.Dispose();
        _resident.Clear();
        _order?.Dispose();
        _rates?.Dispose();
        _orderStaging?.Dispose();
        _ratesStaging?.Dispose();
        _staged?.Dispose();
        _predictions?.Dispose();
    }

    private void CheckWidth(DataBlock data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Features != Step.Architecture.Inputs)
            throw new ArgumentException($"the data has {data.Features} features, the network {Step.Architecture.Inputs} inputs");
    }

    /// <summary>Labels or targets must be there, one a row and within the classes: kernels do not look again.</summary>
    private void CheckTargets(DataBlock data)
    {
        var outputs = Step.Architecture.Outputs;
        if (Step.Loss.Kind == LossKind.MeanSquaredError)
        {
            if (data.Targets.Length != (long)data.Rows * outputs)
                throw new ArgumentException($"{data.Targets.Length} targets are not {data.Rows} rows of {outputs} outputs");
            if (!data.Labels.IsEmpty)
                throw new ArgumentException("a regression takes targets, not labels");
            return;
        }

        if (data.Labels.Length != data.Rows)
            throw new ArgumentException($"{data.Labels.Length} labels do not go with {data.Rows} rows");
        var labels = data.Labels.Span;
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)outputs)
                throw new ArgumentException($"label {labels[i]} of row {i} is none of the {outputs} classes");
        }
    }
}
