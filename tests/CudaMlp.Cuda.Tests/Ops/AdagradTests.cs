using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Tests.Ops;

public class AdagradTests
{
    [Theory]
    [MemberData(nameof(OptimizerCase.Lengths), MemberType = typeof(OptimizerCase))]
    public void Follows_the_rule(string device, int length, int offset)
    {
        foreach (var optimizer in new[] { OptimizerSpec.Adagrad(), OptimizerSpec.Adagrad() with { WeightDecay = 0.1f, InitialAccumulator = 0.1f } })
        {
            OptimizerCase.Check(device, length, offset, optimizer, (p, g, moments, rate, _) =>
            {
                g += optimizer.WeightDecay * p;
                moments[0] += g * g;
                return p - (rate * g / (Math.Sqrt(moments[0]) + optimizer.Epsilon));
            });
        }
    }
}
