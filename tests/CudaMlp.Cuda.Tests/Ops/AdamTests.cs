using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Tests.Ops;

public class AdamTests
{
    [Theory]
    [MemberData(nameof(OptimizerCase.Lengths), MemberType = typeof(OptimizerCase))]
    public void Follows_the_rule(string device, int length, int offset)
    {
        foreach (var optimizer in new[] { OptimizerSpec.Adam(), OptimizerSpec.Adam() with { WeightDecay = 0.1f }, OptimizerSpec.AdamW(weightDecay: 0.1f) })
        {
            OptimizerCase.Check(device, length, offset, optimizer, (p, g, moments, rate, t) =>
            {
                double b1 = optimizer.Beta1, b2 = optimizer.Beta2;
                if (optimizer.Kind == OptimizerKind.AdamW)
                    p -= rate * optimizer.WeightDecay * p;
                else
                    g += optimizer.WeightDecay * p;
                moments[0] = (b1 * moments[0]) + ((1 - b1) * g);
                moments[1] = (b2 * moments[1]) + ((1 - b2) * g * g);
                return p - (rate * (moments[0] / (1 - Math.Pow(b1, t))) / (Math.Sqrt(moments[1] / (1 - Math.Pow(b2, t))) + optimizer.Epsilon));
            });
        }
    }
}
