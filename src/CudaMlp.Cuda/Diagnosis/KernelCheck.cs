using System.Collections.Concurrent;
using CudaMlp.Cuda.Devices;
using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Diagnosis;

/// <summary>
/// Does each kernel load, and does it compute what it should? Every kernel of every op is loaded, and each is run on a small problem whose result
/// the host works out for itself. For a report to people; the tests are far more thorough.
/// </summary>
public static class KernelCheck
{
    /// <summary>
    /// Checks all ops; their reports are in alphabetical order. A failure is reported, not thrown; after a faulty launch the ops that follow fail too,
    /// as CUDA has it. Ops are loaded by one thread, the smallest first, and checked by the caller's as they come: either is half of the work.
    /// </summary>
    public static IReadOnlyList<KernelReport> Run(GpuDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        using var loaded = new BlockingCollection<LoadedOp>();
        var loading = Task.Run(() =>
        {
            try
            {
                foreach (var op in KernelImages.Names.OrderBy(KernelImages.SizeOf))
                    loaded.Add(Load(device, op));
            }
            finally
            {
                loaded.CompleteAdding();
            }
        });
        var reports = new List<KernelReport>();
        foreach (var op in loaded.GetConsumingEnumerable())
            reports.Add(op.Failure is null ? Check(device, op) : new KernelReport(op.Name, op.Kernels, 0, 0, op.Failure));
        loading.GetAwaiter().GetResult();
        reports.Sort((a, b) => string.CompareOrdinal(a.Op, b.Op));
        return reports;
    }

    private static LoadedOp Load(GpuDevice device, string op)
    {
        var entries = KernelImages.EntriesOf(op);
        try
        {
            foreach (var entry in entries)
                device.Kernels.Get(op, entry);
            return new(op, entries.Count, null);
        }
        catch (CudaException e)
        {
            return new(op, entries.Count, e.Message);
        }
    }

    private static KernelReport Check(GpuDevice device, LoadedOp loaded)
    {
        var (op, kernels, _) = loaded;
        try
        {
            using var bench = new CheckBench(device);
            switch (op)
            {
                case "cast":
                    ElementwiseChecks.Cast(bench);
                    break;
                case "dropout":
                    ElementwiseChecks.Dropout(bench);
                    break;
                case "gather_batch":
                    ElementwiseChecks.Gather(bench);
                    break;
                case "bias_activation":
                    ElementwiseChecks.BiasActivation(bench);
                    break;
                case "softmax_cross_entropy":
                    LossChecks.SoftmaxCrossEntropy(bench);
                    break;
                case "mean_squared_error":
                    LossChecks.MeanSquaredError(bench);
                    break;
                case "gradient_control":
                    UpdateChecks.GradientControl(bench);
                    break;
                case "adam" or "adagrad" or "rmsprop" or "sgd":
                    UpdateChecks.Optimizer(bench, op);
                    break;
                default:
                    return new KernelReport(op, kernels, 0, 0, $"nobody knows how to check the op '{op}'");
            }

            var failure = bench.Error <= 1 ? null : $"the result is {bench.Error:0.#} times as far off as it may be";
            return new KernelReport(op, kernels, bench.Launches, bench.Error, failure);
        }
        catch (CudaException e)
        {
            return new KernelReport(op, kernels, 0, 0, e.Message);
        }
    }

    private sealed record LoadedOp(string Name, int Kernels, string? Failure);
}
