using CudaMlp.Cli.Options;
using CudaMlp.Cli.Sources;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Cli.Commands;

/// <summary>What a training takes of memory, beside its data.</summary>
internal static class TrainingMemory
{
    /// <summary>On the device: float32 arenas of weights, gradients and moments, half copies in mixed precision, and the buffers of a step.</summary>
    public static long OnDevice(Architecture architecture, TrainOptions options, int batch)
    {
        var optimizer = TrainSettings.Optimizer(options);
        var step = new TrainingStep(architecture, new Losses.LossSpec(Losses.LossKind.MeanSquaredError), optimizer, TrainSettings.PrecisionOf(options, "cpu"), batch);
        var half = step.ComputeType == ElementType.Float32 ? 0 : 2L * architecture.Parameters.ArenaLength;
        var buffers = step.Buffers.Sum(b => (long)batch * b.Width * (b.Type == ElementType.Float32 ? 4 : 2));
        return (4L * (2 + optimizer.Moments) * architecture.Parameters.ArenaLength) + half + buffers;
    }

    /// <exception cref="DataException">The machine or the device has not that much.</exception>
    public static void Refuse(Architecture architecture, TrainOptions options, int batch, IDevice device)
    {
        var what = $"training {architecture} with batch {batch}";
        const string Advice = "--hidden or --batch-size";
        var (onDevice, free) = (OnDevice(architecture, options, batch), GpuDevices.FreeBytes(device));
        if (free is { } bytes)
            MemoryLimit.Refuse(what, onDevice, bytes, "the device", Advice);
        // Weights and moments are kept here as well; a GPU that is none keeps its memory here too.
        var kept = 4L * (1 + TrainSettings.Optimizer(options).Moments) * architecture.Parameters.ArenaLength;
        MemoryLimit.Refuse(what, kept + (device.Kind == "cuda" ? 0 : onDevice), MemoryLimit.OfMachine, "this machine", Advice);
    }
}
