using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Tests.Ops;

public class RmsPropTests
{
    [Theory]
    [MemberData(nameof(OptimizerCase.Lengths), MemberType = typeof(OptimizerCase))]
    public void Follows_the_rule(string device, int length, int offset)
    {
        foreach (var optimizer in new[] { OptimizerSpec.RMSprop(), OptimizerSpec.RMSprop() with { WeightDecay = 0.1f } })
        {
            OptimizerCase.Check(device, length, offset, optimizer, (p, g, moments, rate, _) =>
            {
                double rho = optimizer.Rho;
                g += optimizer.WeightDecay * p;
                moments[0] = (rho * moments[0]) + ((1 - rho) * g * g);
                return p - (rate * g / (Math.Sqrt(moments[0]) + optimizer.Epsilon));
            });
        }
    }
}
