using System.Collections.Concurrent;

namespace CudaMlp.Emulator.Execution;

/// <summary>Block states kept between launches of a kernel, so that a launch need not build them anew.</summary>
internal sealed class BlockPool
{
    private const int MostKept = 16;
    private readonly ConcurrentQueue<BlockState> _spare = new();

    public BlockState Rent(BlockShape shape)
    {
        for (int i = _spare.Count; i > 0 && _spare.TryDequeue(out BlockState? block); i--)
        {
            if (block.Shape == shape)
                return block;
            _spare.Enqueue(block);
        }
        return new BlockState(shape);
    }

    public void Return(BlockState block)
    {
        _spare.Enqueue(block);
        while (_spare.Count > MostKept && _spare.TryDequeue(out BlockState? oldest))
            oldest.Dispose();
    }

    public void Clear()
    {
        while (_spare.TryDequeue(out BlockState? block))
            block.Dispose();
    }
}
