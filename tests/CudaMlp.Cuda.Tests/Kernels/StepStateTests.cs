using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using CudaMlp.Cuda.Kernels;

namespace CudaMlp.Cuda.Tests.Kernels;

public partial class StepStateTests
{
    /// <summary>The offsets that kernels/step_state.cuh states, which clang and nvcc lay out by the C rules.</summary>
    private static readonly (string Field, int Offset)[] Layout =
    [
        ("LossSum", 0), ("Correct", 8), ("Samples", 16), ("Skipped", 24), ("Step", 32), ("Updates", 40), ("FirstBadStep", 48), ("BatchLoss", 56), ("Position", 64),
        ("RateIndex", 68), ("LossScale", 72), ("GoodSteps", 76), ("Skip", 80), ("GradientFactor", 84), ("LearningRate", 88), ("Correction1", 92), ("Correction2", 96),
        ("GradientNorm", 100),
    ];

    [Fact]
    public void The_host_lays_the_state_out_as_the_kernels_do()
    {
        foreach (var (field, offset) in Layout)
            Assert.Equal(offset, (int)Marshal.OffsetOf<StepState>(field));
        Assert.Equal(StepState.Bytes, Marshal.SizeOf<StepState>());
        Assert.Equal(StepState.PositionOffset, (int)Marshal.OffsetOf<StepState>("Position"));
        Assert.Equal(StepState.RateIndexOffset, (int)Marshal.OffsetOf<StepState>("RateIndex"));
    }

    [Fact]
    public void The_header_says_the_same()
    {
        var header = File.ReadAllText(Repository.At("kernels", "step_state.cuh"));
        var stated = Field().Matches(header).Select(m => (m.Groups[1].Value, int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)));
        // loss_sum in the header is LossSum on the host.
        Assert.Equal(Layout.Select(f => (Snake(f.Field), f.Offset)), stated);
    }

    private static string Snake(string name) => Capital().Replace(name, m => (m.Index == 0 ? "" : "_") + m.Value.ToLowerInvariant());

    [GeneratedRegex(@"(\w+);\s+//\s+(\d+)")]
    private static partial Regex Field();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
