using CudaMlp.Plan;

namespace CudaMlp.Cpu.Training;

/// <summary>
/// The plan as phases: how each op is cut among the members, and where they must meet. Narrow layers are cut in rows of the batch, so
/// that a member runs forward and backward through them alone; where a product is large enough that reading the whole
/// weight matrix in each member costs more than a meeting, it is cut in columns, and a narrow layer after it in those columns, its inputs.
/// </summary>
internal static class StepProgram
{
    /// <summary>What a meeting costs, in floats that could have been fetched from another core's cache meanwhile.</summary>
    private const long Meeting = 16_384;

    /// <summary>A cut in columns may leave the member with most this much more than its part.</summary>
    private const double MostUneven = 1.15;

    private const int ColumnGrain = 32;

    public static Phase[] Build(CpuSession session, Member[] members)
    {
        var step = session.Step;
        var cuts = Enumerable.Range(0, step.Architecture.Layers.Count).Select(layer => CutOf(step, layer, members.Length)).ToArray();
        if (session.Memory.Layout.FirstLayer.Length > 0)
        {
            foreach (var member in members)
                member.KeepInputs((long)step.BatchSize * ArenaLayout.StrideOf(step.Architecture.Inputs));
        }

        var (phases, cut) = (new List<Phase>(), Cut.Rows);
        AddForward(phases, session, cuts, ref cut);
        AddBackward(phases, session, members, cuts, ref cut);
        return [.. phases];
    }

    /// <summary>
    /// Columns of the first layer's panels, a member each, where it is cut in columns: its weights, inputs and outputs are then a member's own from one
    /// step to the next. Else none.
    /// </summary>
    public static Share[] FirstLayerPanels(TrainingStep step, Member[] members) =>
        step.Optimizer != null && CutOf(step, 0, members.Length) == Cut.Columns
            ? [.. members.Select(member => member.Of(step.Architecture.Layers[0].Units, ColumnGrain))]
            : [];

    /// <param name="cut">How what the last phase wrote is cut.</param>
    private static void AddForward(List<Phase> phases, CpuSession session, Cut[] cuts, ref Cut cut)
    {
        var (step, memory) = (session.Step, session.Memory);
        // A first layer that is a member's own begins with no meeting, unless the second layer's learning reads all columns of its output.
        var alone = cuts[0] == Cut.Columns;
        foreach (var op in step.Forward)
        {
            switch (op)
            {
                case Plan.GatherBatch gather:
                    // The last step's learning read the inputs that are overwritten now, and wrote the weights that all read next.
                    phases.Add(new GatherPhase(session, gather.Output) { MeetsBefore = !alone });
                    break;
                case DenseForward dense:
                    var meets = Turn(ref cut, cuts[dense.Layer]);
                    if (alone && dense.Layer == 0)
                        meets = cuts.Length > 1 && cuts[1] == Cut.Columns;
                    phases.Add(new DensePhase(memory, dense, cut) { MeetsBefore = meets });
                    break;
                case Plan.Dropout drop:
                    phases.Add(new DropoutPhase(memory, drop.Layer, drop.Input, drop.Output, drop.Rate, step.Seed, cut));
                    break;
                default:
                    throw new NotSupportedException($"the CPU has no {op.GetType().Name}");
            }
        }
    }

    /// <param name="cut">How what the last phase wrote is cut.</param>
    private static void AddBackward(List<Phase> phases, CpuSession session, Member[] members, Cut[] cuts, ref Cut cut)
    {
        var (step, memory) = (session.Step, session.Memory);
        var layers = new List<DenseBackward>();
        foreach (var op in step.Backward)
        {
            switch (op)
            {
                case LossGradient loss:
                    phases.Add(new LossPhase(session, loss) { MeetsBefore = Turn(ref cut, Cut.Rows) });
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
                        var meets = Turn(ref cut, cuts[dense.Layer]);
                        phases.Add(new InputGradientPhase(memory, dense.Layer, dense.Gradient, inputGradient, cut) { MeetsBefore = meets });
                    }

                    break;
                case Plan.GradientControl:
                    // Of what is a member's own; what it finds all read after the meeting that learning begins with.
                    phases.Add(new BoundPhase(memory, [.. layers], cuts));
                    break;
                case OptimizerUpdate update:
                    phases.Add(new LearnPhase(session, step, update.Optimizer, [.. layers], cuts, members) { MeetsBefore = true });
                    break;
                default:
                    throw new NotSupportedException($"the CPU has no {op.GetType().Name}");
            }
        }
    }

    /// <summary>
    /// In rows, each member reads the whole weight matrix, of which the others have just updated their parts. In columns, it reads the others' parts of the
    /// input and of the output's gradient, and all must meet.
    /// </summary>
    private static Cut CutOf(TrainingStep step, int layer, int members)
    {
        long inputs = step.Architecture.InputsOf(layer), outputs = step.Architecture.Layers[layer].Units;
        var largest = (double)Share.Of((int)outputs, members, 0, ColumnGrain).Length;
        for (var i = 1; i < members; i++)
            largest = Math.Max(largest, Share.Of((int)outputs, members, i, ColumnGrain).Length);
        return members > 1
            && inputs * outputs > (step.BatchSize * (inputs + outputs)) + Meeting
            && largest * members <= outputs * MostUneven
            ? Cut.Columns
            : Cut.Rows;
    }

    /// <summary>True where a meeting is due: rows after rows are each member's own, all else crosses.</summary>
    private static bool Turn(ref Cut cut, Cut next)
    {
        var crosses = cut == Cut.Columns || next == Cut.Columns;
        cut = next;
        return crosses;
    }
}
