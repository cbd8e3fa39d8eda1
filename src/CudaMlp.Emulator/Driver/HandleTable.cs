namespace CudaMlp.Emulator.Driver;

/// <summary>
/// Gives objects values that travel through C as opaque pointers, and finds them again. A value is never reused:
/// a handle that was destroyed is recognised as such. Reading takes no lock, because every launch reads.
/// </summary>
internal sealed class HandleTable<T>(byte kind)
    where T : class
{
    private const int IndexBits = 20;
    private readonly Lock _writing = new();
    private readonly Stack<int> _free = [];
    private Entry?[] _entries = new Entry?[16];
    private int _count;
    private long _serial;

    /// <summary>Layout: kind in bits 52 and up, serial above the index, the index shifted by 4 so that values look aligned.</summary>
    public nint Add(T item)
    {
        lock (_writing)
        {
            if (!_free.TryPop(out int index))
            {
                index = _count++;
                if (index >> IndexBits != 0)
                    throw new EmulatorFaultException(FaultCode.OutOfMemory, $"more than {1 << IndexBits} handles of one kind");
                if (index == _entries.Length)
                    Array.Resize(ref _entries, _entries.Length * 2);
            }
            long serial = ++_serial & 0xfff_ffff;
            var handle = (nint)(((long)kind << 52) | (serial << (IndexBits + 4)) | ((long)index << 4));
            Volatile.Write(ref _entries[index], new Entry(handle, item));
            return handle;
        }
    }

    public T? Find(nint handle)
    {
        Entry?[] entries = Volatile.Read(ref _entries);
        long index = (handle >> 4) & ((1 << IndexBits) - 1);
        return index < entries.Length && entries[index] is { } entry && entry.Handle == handle ? entry.Item : null;
    }

    public T? Remove(nint handle)
    {
        lock (_writing)
        {
            T? item = Find(handle);
            if (item is null)
                return null;
            int index = (int)((handle >> 4) & ((1 << IndexBits) - 1));
            Volatile.Write(ref _entries[index], null);
            _free.Push(index);
            return item;
        }
    }

    public List<(nint Handle, T Item)> Snapshot()
    {
        lock (_writing)
            return [.. _entries.Where(e => e is not null).Select(e => (e!.Handle, e.Item))];
    }

    private sealed record Entry(nint Handle, T Item);
}
