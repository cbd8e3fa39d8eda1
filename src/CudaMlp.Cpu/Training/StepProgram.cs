using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Training;

/// <summary>
/// The plan as phases: how each op is cut among the members, and where they must meet. Narrow layers are cut in rows of the batch, so
/// that a member runs forward and backward through them alone; where a product is large enough that reading the whole
/// weight matrix in each member costs more than a meeting, it is cut in columns.
/// </summary>
internal static class StepProgram
{
    /// <summary>Weights of a layer from which on it is cut in columns.</summary>
    private const long ColumnsFrom = 512 * 512;

    public static Phase[] Build(CpuSession session, Member[] members)
    {
        var (step, memory) = (session.Step, session.Memory);
        var phases = new List<Phase>();
        var (cut, meets) = (Cut.Rows, false);
        foreach (var op in step.Forward)
        {
            switch (op)
            {
                case Plan.GatherBatch gather:
                    // The last step's learning read the inputs that are overwritten now, and wrote the weights that all read next.
                    phases.Add(new GatherPhase(session, gather.Output) { MeetsBefore = true });
                    break;
                case DenseForward dense:
                    meets = Turn(ref cut, CutOf(step, dense.Layer, members.Length));
                    phases.Add(new DensePhase(memory, dense, cut) { MeetsBefore = meets });
                    break;
                case Plan.Dropout drop:
                    phases.Add(new DropoutPhase(memory, drop.Layer, drop.Input, drop.Output, drop.Rate, step.Seed, cut));
                    break;
                default:
                    throw new NotSupportedException($"the CPU has no {op.GetType().Name}");
            }
        }

        var layers = new List<DenseBackward>();
        foreach (var op in step.Backward)
        {
            switch (op)
            {
                case LossGradient loss:
                    meets = Turn(ref cut, Cut.Rows);
                    phases.Add(new LossPhase(session, loss) { MeetsBefore = meets });
                    break;
                case Plan.DropoutBackward drop:
                    phases.Add(new DropoutPhase(memory, drop.Layer, drop.Gradient, drop.Gradient, drop.Rate, step.Seed, cut));
                    break;
                case ActivationBackward activation:
                    phases.Add(new ActivationPhase(memory, activation, cut));
                    break;
                case DenseBackward dense:
                    layers.Add(dense);
                    if (dense.InputGradient is { } inputGradient)
                    {
                        meets = Turn(ref cut, CutOf(step, dense.Layer, members.Length));
                        phases.Add(new InputGradientPhase(memory, dense.Layer, dense.Gradient, inputGradient, cut) { MeetsBefore = meets });
                    }

                    break;
                case Plan.GradientControl:
                    // Its rows are a member's own unless they were cut in columns; what it finds all read after the meeting that learning begins with.
                    phases.Add(new BoundPhase(memory, [.. layers]) { MeetsBefore = cut == Cut.Columns });
                    break;
                case OptimizerUpdate update:
                    phases.Add(new LearnPhase(memory, step, update.Optimizer, [.. layers], members, session.Team) { MeetsBefore = true });
                    break;
                default:
                    throw new NotSupportedException($"the CPU has no {op.GetType().Name}");
            }
        }

        return [.. phases];
    }

    private static Cut CutOf(TrainingStep step, int layer, int members)
    {
        var weights = step.Architecture.Parameters.Weights[layer];
        return members > 1 && (long)weights.Rows * weights.Columns >= ColumnsFrom ? Cut.Columns : Cut.Rows;
    }

    /// <summary>True where a meeting is due: rows after rows are each member's own, all else crosses.</summary>
    private static bool Turn(ref Cut cut, Cut next)
    {
        var crosses = cut == Cut.Columns || next == Cut.Columns;
        cut = next;
        return crosses;
    }
}
