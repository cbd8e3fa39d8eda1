namespace CudaMlp.Emulator.Memory;

/// <summary>Allocations sorted by address. Readers take a snapshot and need no lock; writers are serialised by the owner.</summary>
internal sealed class AllocationTable
{
    private volatile Snapshot _snapshot = new([], 0);

    public ReadOnlySpan<Allocation> Items
    {
        get
        {
            Snapshot s = _snapshot;
            return s.Items.AsSpan(0, s.Count);
        }
    }

    /// <summary>The allocation with the greatest first address not above <paramref name="address"/>, or null.</summary>
    public Allocation? AtOrBelow(ulong address)
    {
        ReadOnlySpan<Allocation> items = Items;
        int low = 0;
        int high = items.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (items[middle].Address <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? null : items[low - 1];
    }

    /// <summary>The first allocation that starts above <paramref name="address"/>, or null.</summary>
    public Allocation? Above(ulong address)
    {
        foreach (Allocation a in Items)
        {
            if (a.Address > address)
                return a;
        }
        return null;
    }

    public void Add(Allocation allocation)
    {
        Snapshot s = _snapshot;
        if (s.Count == 0 || s.Items[s.Count - 1].Address < allocation.Address)
        {
            // The usual case, addresses grow: append behind what the published snapshots can see.
            Allocation[] items = s.Items;
            if (items.Length == s.Count)
                Array.Resize(ref items, Math.Max(16, s.Count * 2));
            items[s.Count] = allocation;
            _snapshot = new Snapshot(items, s.Count + 1);
            return;
        }
        var copy = new List<Allocation>(s.Count + 1);
        copy.AddRange(s.Items.AsSpan(0, s.Count));
        copy.Insert(copy.FindIndex(a => a.Address > allocation.Address), allocation);
        _snapshot = new Snapshot([.. copy], copy.Count);
    }

    public void RemoveAll(Predicate<Allocation> match)
    {
        var copy = new List<Allocation>(_snapshot.Count);
        foreach (Allocation a in Items)
        {
            if (!match(a))
                copy.Add(a);
        }
        _snapshot = new Snapshot([.. copy], copy.Count);
    }

    private sealed record Snapshot(Allocation[] Items, int Count);
}
