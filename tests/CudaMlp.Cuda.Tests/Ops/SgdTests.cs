using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Tests.Ops;

public class SgdTests
{
    [Theory]
    [MemberData(nameof(OptimizerCase.Lengths), MemberType = typeof(OptimizerCase))]
    public void Follows_the_rule(string device, int length, int offset)
    {
        foreach (var optimizer in new[]
        {
            OptimizerSpec.SGD(), OptimizerSpec.SGD() with { WeightDecay = 0.1f }, OptimizerSpec.SGD(momentum: 0.9f),
            OptimizerSpec.SGD(momentum: 0.9f, nesterov: true) with { WeightDecay = 0.1f },
        })
        {
            OptimizerCase.Check(device, length, offset, optimizer, (p, g, moments, rate, _) =>
            {
                double mu = optimizer.Momentum;
                g += optimizer.WeightDecay * p;
                moments[0] = (mu * moments[0]) + g;
                return p - (rate * (optimizer.Nesterov ? g + (mu * moments[0]) : moments[0]));
            });
        }
    }
}
