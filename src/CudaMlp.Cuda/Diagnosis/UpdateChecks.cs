using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Diagnosis;

/// <summary>Small problems for what follows the gradient: the decision about the step, and its update.</summary>
internal static class UpdateChecks
{
    private const int Count = 37;
    private const float Rate = 0.125f;

    public static void GradientControl(CheckBench bench)
    {
        var gradients = CheckBench.Values(Count);
        var squares = 0.0;
        foreach (var g in gradients)
            squares += (double)g * g;
        var norm = Math.Sqrt(squares) / 16;
        var clipped = OptimizerSpec.SGD() with { ClipNorm = 0.25f };
        var good = Decide(bench, gradients, clipped);
        bench.Expect(norm, good.GradientNorm);
        bench.Expect(0.25 / (norm + 1e-6) / 16, good.GradientFactor);
        bench.Expect(Rate, good.LearningRate);
        bench.Expect(16, good.LossScale);
        bench.Expect(0, good.Skip);

        gradients[^1] = float.PositiveInfinity;
        var overflow = Decide(bench, gradients, clipped);
        bench.Expect(8, overflow.LossScale);
        bench.Expect(1, overflow.Skip);
    }

    public static void Optimizer(CheckBench bench, string op)
    {
        var optimizer = op switch
        {
            "adam" => OptimizerSpec.Adam(),
            "adagrad" => OptimizerSpec.Adagrad(),
            "rmsprop" => OptimizerSpec.RMSprop(),
            _ => OptimizerSpec.SGD(momentum: 0.5f, nesterov: true),
        };
        float[] parameters = CheckBench.Values(Count), gradients = CheckBench.Values(Count, 2);
        foreach (ref var gradient in gradients.AsSpan())
            gradient = gradient == 0 ? 1 : gradient;
        var state = bench.PutState(new StepState
        {
            LearningRate = Rate,
            GradientFactor = 1,
            Correction1 = 1 / (1 - optimizer.Beta1),
            Correction2 = 1 / MathF.Sqrt(1 - optimizer.Beta2),
        });
        foreach (var type in CheckBench.Types)
        {
            var p = bench.PutAs(ElementType.Float32, parameters);
            var copy = bench.PutAs(type, new float[Count]);
            var arenas = new ParameterArenas(
                p.Address, bench.Put(gradients), bench.Put(new float[Count]), optimizer.Moments > 1 ? bench.Put(new float[Count]) : default,
                type == ElementType.Float32 ? default : copy.Address, type, Count);
            Ops.OptimizerUpdate.Launch(bench.Queue, arenas, state.Address, optimizer);
            // The first step from moments of zero: Adam and Adagrad go by the sign alone, RMSprop by the sign over √(1-ρ), Nesterov by g·(1 + μ).
            Func<int, double> expected = i => parameters[i] - (Rate * optimizer.Kind switch
            {
                OptimizerKind.SGD => gradients[i] * 1.5,
                OptimizerKind.RMSprop => Math.Sign(gradients[i]) / Math.Sqrt(1 - (double)optimizer.Rho),
                _ => Math.Sign(gradients[i]),
            });
            bench.Expect(expected, bench.Read(p, ElementType.Float32));
            if (type != ElementType.Float32)
                bench.Expect(expected, bench.Read(copy, type), type);
        }
    }

    private static StepState Decide(CheckBench bench, float[] gradients, OptimizerSpec optimizer)
    {
        var state = bench.PutState(new StepState { LossScale = 16, FirstBadStep = -1 });
        Ops.GradientControl.Launch(
            bench.Queue, bench.Put(gradients), Count, state.Address, bench.Put(new[] { Rate }), 1, lossScaling: true, optimizer);
        return bench.Read(state);
    }
}
