using CudaMlp.Cpu.Ops;
using CudaMlp.Cpu.Training;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Model;
using CudaMlp.Numerics;
using CudaMlp.Plan;
using GradientControl = CudaMlp.Cpu.Ops.GradientControl;

namespace CudaMlp.Cpu;

/// <summary>
/// A plan on the CPU. A call of <see cref="Run"/> wakes the team once; its members go through the steps together and meet only
/// where one reads what another wrote.
/// </summary>
internal sealed unsafe class CpuSession : ISession
{
    /// <summary>Inputs of a batch that are worth asking for ahead: of more, the first would be gone before they are used.</summary>
    private const long MostFetched = 128 * 1024;

    private readonly Member[] _members;
    private readonly Phase[] _phases;
    private readonly Steps _steps;
    private readonly Inference _inference;
    private readonly float _keptLossScale;
    private DataBlock? _data;
    private int[] _order = [];
    private float[] _rates = [];
    private int _orderLength;
    private int _begun;
    private int _position;
    private bool _disposed;

    public CpuSession(TrainingStep step, TrainingState state, ThreadTeam team)
    {
        (Step, Team) = (step, team);
        var scaling = step.Precision == Precision.MixedFloat16;
        _keptLossScale = state.LossScale;
        var control = new GradientControl(scaling, step.Optimizer?.ClipNorm ?? 0);
        _members = new Member[team.Threads];
        for (var i = 0; i < _members.Length; i++)
            _members[i] = new Member(i, team.Threads, step.Architecture.Layers.Count, control);
        Memory = new SessionMemory(step, StepProgram.FirstLayerPanels(step, _members));
        Truth = new Truth(step, step.BatchSize);
        _inference = new Inference(this, _members);
        _phases = step.Optimizer is null ? [] : StepProgram.Build(this, _members);
        _steps = new Steps(this);
        CopyFrom(state);
    }

    public TrainingStep Step { get; }

    internal ThreadTeam Team { get; }

    internal SessionMemory Memory { get; }

    internal Truth Truth { get; }

    internal DataBlock Data => _data ?? throw new InvalidOperationException("no data is bound to the session");

    public void Bind(DataBlock data)
    {
        ThrowIfDisposed();
        CheckWidth(data);
        Truth.Bind(data);
        _data = data;
        _begun = _position = 0;
    }

    public void Begin(ReadOnlySpan<int> order, ReadOnlySpan<float> learningRates)
    {
        ThrowIfDisposed();
        if (Step.Optimizer is null)
            throw new InvalidOperationException("a plan without an optimizer does not train");
        var steps = (int)(((long)order.Length + Step.BatchSize - 1) / Step.BatchSize);
        if (learningRates.Length != steps)
            throw new ArgumentException($"{order.Length} rows are {steps} batches of {Step.BatchSize}, but there are {learningRates.Length} learning rates");
        foreach (var row in order)
        {
            if ((uint)row >= (uint)Data.Rows)
                throw new ArgumentException($"row {row} is asked for; the data has {Data.Rows}");
        }

        if (_order.Length < order.Length)
            _order = new int[order.Length];
        if (_rates.Length < steps)
            _rates = new float[steps];
        order.CopyTo(_order);
        learningRates.CopyTo(_rates);
        (_orderLength, _begun, _position) = (order.Length, steps, 0);
    }

    public void Run(int steps)
    {
        ThrowIfDisposed();
        if (steps < 0 || steps > _begun - _position)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"{_begun - _position} steps are left of those begun");
        if (steps == 0)
            return;
        _steps.Count = steps;
        Team.Run(_steps);
        _position += steps;
    }

    public StepFigures ReadFigures()
    {
        ThrowIfDisposed();
        var (sum, correct, samples) = (0.0, 0L, 0L);
        foreach (var member in _members)
        {
            (sum, correct, samples) = (sum + member.LossSum, correct + member.Correct, samples + member.Samples);
            (member.LossSum, member.Correct, member.Samples) = (0, 0, 0);
        }

        var control = _members[0].Control;
        foreach (var member in _members)
            member.Control.SkippedUpdates = 0;
        return new StepFigures(sum, correct, samples, control.SkippedUpdates, control.LossScale, control.FirstBadStep);
    }

    public StepFigures Evaluate(DataBlock data)
    {
        ThrowIfDisposed();
        CheckWidth(data);
        var control = _members[0].Control;
        return _inference.Evaluate(data) with { LossScale = control.LossScale, FirstBadStep = control.FirstBadStep };
    }

    public void Predict(DataBlock data, Span<float> outputs)
    {
        ThrowIfDisposed();
        CheckWidth(data);
        if (outputs.Length != (long)data.Rows * Step.Architecture.Outputs)
            throw new ArgumentException($"{outputs.Length} elements are not {data.Rows} rows of {Step.Architecture.Outputs} outputs");
        _inference.Predict(data, outputs);
    }

    public void CopyTo(TrainingState state)
    {
        ThrowIfDisposed();
        CheckState(state);
        Memory.Layout.Exchange(Memory.Parameters, state.Parameters, into: false);
        for (var i = 0; i < Memory.Moments.Length; i++)
            Memory.Layout.Exchange(Memory.Moments[i], state.Moments[i], into: false);
        var first = _members[0];
        (state.Step, state.Updates, state.GoodSteps) = (first.Step, first.Updates, first.Control.GoodSteps);
        state.LossScale = Step.Precision == Precision.MixedFloat16 ? first.Control.LossScale : _keptLossScale;
    }

    public void CopyFrom(TrainingState state)
    {
        ThrowIfDisposed();
        CheckState(state);
        Memory.Layout.Exchange(Memory.Parameters, state.Parameters, into: true);
        for (var i = 0; i < Memory.Moments.Length; i++)
            Memory.Layout.Exchange(Memory.Moments[i], state.Moments[i], into: true);
        foreach (var member in _members)
        {
            (member.Step, member.Updates) = (state.Step, state.Updates);
            member.Control.GoodSteps = state.GoodSteps;
            member.Control.FirstBadStep = -1;
            if (Step.Precision == Precision.MixedFloat16)
                member.Control.LossScale = state.LossScale;
        }

        if (Memory.Copies != Memory.Parameters)
        {
            // In lines: their number is an int where that of the elements may not be.
            var lines = (int)(Memory.Layout.Length / ParameterLayout.Alignment);
            Cast.Round(new Tile(Memory.Parameters, lines, ParameterLayout.Alignment), new Tile(Memory.Copies, lines, ParameterLayout.Alignment), Step.ComputeType);
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _inference.Dispose();
        Truth.Dispose();
        Memory.Dispose();
        foreach (var member in _members)
            member.Dispose();
    }

    internal ReadOnlySpan<int> OrderOf(in Batch batch) => _order.AsSpan(batch.First, batch.Rows);

    /// <summary>
    /// Asks for a part of what this member gathers for the batch after this one: its rows lie anywhere in the data, and a core that has to wait for
    /// memory finds more to do in the middle of a step than at its beginning.
    /// </summary>
    internal void FetchAfter(in Batch batch, Member me, int part, int parts)
    {
        var first = batch.First + batch.Rows;
        var rows = Math.Min(Step.BatchSize, _orderLength - first);
        if (rows <= 0 || (long)rows * Step.Architecture.Inputs > MostFetched)
            return;
        var mine = me.Inputs != null ? new Share(0, rows) : me.Of(rows);
        var share = Share.Of(mine.Length, parts, part);
        Ops.GatherBatch.Fetch(Data, _order.AsSpan(first + mine.Start + share.Start, share.Length));
    }

    private void CheckWidth(DataBlock data)
    {
        if (data.Features != Step.Architecture.Inputs)
            throw new ArgumentException($"the data has {data.Features} features, the network {Step.Architecture.Inputs} inputs");
    }

    private void CheckState(TrainingState state)
    {
        var length = Step.Architecture.Parameters.ArenaLength;
        if (state.Parameters.Length != length || state.Moments.Length != Memory.Moments.Length || state.Moments.Any(moment => moment.Length != length))
            throw new ArgumentException($"the state has {state.Parameters.Length} parameters and {state.Moments.Length} moments, the plan {length} and {Memory.Moments.Length}");
    }

    private void ThrowIfDisposed()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        // By the name that callers know: the team is the device's own affair.
        ObjectDisposedException.ThrowIf(Team.IsDisposed, typeof(CpuDevice));
    }

    /// <summary>Some steps, as each member of the team goes through them.</summary>
    private sealed class Steps(CpuSession session) : TeamWork
    {
        public int Count { get; set; }

        public override void Run(int member, int members)
        {
            var me = session._members[member];
            for (var i = session._position; i < session._position + Count; i++)
            {
                var first = i * session.Step.BatchSize;
                var rows = Math.Min(session.Step.BatchSize, session._orderLength - first);
                var batch = new Batch(first, rows, me.Step, session._rates[i], me.Control.LossScale);
                foreach (var phase in session._phases)
                {
                    if (phase.MeetsBefore)
                        session.Team.Meet(member);
                    phase.Run(batch, me);
                }

                me.Step++;
            }
        }
    }
}
