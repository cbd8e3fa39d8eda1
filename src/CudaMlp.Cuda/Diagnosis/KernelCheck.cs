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
    /// <summary>Checks all ops, in alphabetical order. A failure is reported, not thrown; after a faulty launch the ops that follow fail too, as CUDA has it.</summary>
    public static IReadOnlyList<KernelReport> Run(GpuDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return [.. KernelImages.Names.Select(op => Check(device, op))];
    }

    private static KernelReport Check(GpuDevice device, string op)
    {
        var entries = KernelImages.EntriesOf(op);
        try
        {
            foreach (var entry in entries)
                device.Kernels.Get(op, entry);
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
                    return new KernelReport(op, entries.Count, 0, 0, $"nobody knows how to check the op '{op}'");
            }

            var failure = bench.Error <= 1 ? null : $"the result is {bench.Error:0.#} times as far off as it may be";
            return new KernelReport(op, entries.Count, bench.Launches, bench.Error, failure);
        }
        catch (CudaException e)
        {
            return new KernelReport(op, entries.Count, 0, 0, e.Message);
        }
    }
}
