using System.Runtime.InteropServices;

namespace CudaMlp.Cuda.Kernels;

/// <summary>What a step changes besides weights and moments, as kernels/step_state.cuh lays it out: 104 bytes in device memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StepState
{
    public const int Bytes = 104;

    /// <summary>The figures, first in the structure: loss sum, correct, samples, skipped.</summary>
    public const int FigureBytes = 32;

    public const int PositionOffset = 64;

    public const int RateIndexOffset = 68;

    public double LossSum;
    public long Correct;
    public long Samples;
    public long Skipped;
    public ulong Step;
    public long Updates;
    public long FirstBadStep;
    public double BatchLoss;
    public uint Position;
    public uint RateIndex;
    public float LossScale;
    public uint GoodSteps;
    public uint Skip;
    public float GradientFactor;
    public float LearningRate;
    public float Correction1;
    public float Correction2;
    public float GradientNorm;
}
