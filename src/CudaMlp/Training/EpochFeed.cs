using CudaMlp.Data;
using CudaMlp.Randomness;

namespace CudaMlp.Training;

/// <summary>Some steps of an epoch that read one block.</summary>
/// <param name="Data">The block.</param>
/// <param name="Order">Its rows, batch after batch.</param>
internal readonly record struct Portion(DataBlock Data, ReadOnlyMemory<int> Order);

/// <summary>The rows of every epoch in their order. The order depends on seed and epoch alone, so that an epoch can be entered at any step.</summary>
internal abstract class EpochFeed(long rows, int batchSize, ulong seed, bool shuffle) : IDisposable
{
    public long Rows => rows;

    protected int BatchSize => batchSize;

    protected ulong Seed => seed;

    protected bool Shuffled => shuffle;

    public int StepsPerEpoch { get; } = checked((int)((rows + batchSize - 1) / batchSize));

    /// <param name="epoch">The first is 0.</param>
    /// <param name="firstStep">Steps of the epoch that are done already.</param>
    public abstract IEnumerable<Portion> Portions(int epoch, int firstStep);

    public virtual void Dispose()
    {
    }
}

/// <summary>A data set that lies in memory: one block, and every epoch a permutation of its rows.</summary>
internal sealed class ResidentFeed(DataBlock block, int batchSize, ulong seed, bool shuffle) : EpochFeed(block.Rows, batchSize, seed, shuffle)
{
    private readonly int[] _order = new int[block.Rows];

    public override IEnumerable<Portion> Portions(int epoch, int firstStep)
    {
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        if (Shuffled)
            new RandomStream(Seed, RandomPurpose.Shuffle, (ulong)epoch).Shuffle<int>(_order);
        yield return new Portion(block, _order.AsMemory((int)Math.Min((long)firstStep * BatchSize, _order.Length)));
    }
}
