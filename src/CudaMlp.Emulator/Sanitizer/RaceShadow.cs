using System.Runtime.InteropServices;

namespace CudaMlp.Emulator.Sanitizer;

/// <summary>How an access takes part in a race.</summary>
internal enum AccessMode : byte
{
    Read,
    Write,

    /// <summary>Atomic: does not race with other atomic accesses.</summary>
    Atomic,
}

/// <summary>The other side of a race.</summary>
/// <param name="Warp">The warp; <see cref="Several"/> when more than one did it.</param>
/// <param name="Line">PTX line of its access.</param>
/// <param name="Mode">Whether it read or wrote.</param>
internal readonly record struct Racer(ushort Warp, int Line, AccessMode Mode)
{
    public const ushort Several = ushort.MaxValue;

    public override string ToString() => $"{(Warp == Several ? "several warps" : $"warp {Warp}")} {(Mode == AccessMode.Read ? "read" : "wrote")} at PTX line {Line}";
}

/// <summary>
/// Who last wrote and read each 32-bit word of a block's shared memory since the last barrier. Two warps that touch the same bytes without a
/// barrier between them, one of them writing, race.
/// </summary>
internal sealed unsafe class RaceShadow : IDisposable
{
    private const ushort Several = Racer.Several;
    private readonly int _words;
    private Entry* _entries;
    private uint _epoch = 1;

    public RaceShadow(int bytes)
    {
        _words = (bytes + 3) / 4;
        _entries = (Entry*)NativeMemory.AllocZeroed((nuint)_words, (nuint)sizeof(Entry));
    }

    ~RaceShadow() => NativeMemory.Free(_entries);

    /// <summary>All that happened before is ordered before all that comes.</summary>
    public void NextEpoch()
    {
        if (++_epoch == 0)
        {
            NativeMemory.Clear(_entries, (nuint)(_words * sizeof(Entry)));
            _epoch = 1;
        }
    }

    public void Clear() => NextEpoch();

    /// <summary>Notes an access by an instruction at a line. Gives the access it races with, or null.</summary>
    public Racer? Access(ulong address, int bytes, int warp, AccessMode mode, int line)
    {
        Racer? other = null;
        while (bytes > 0)
        {
            int inWord = Math.Min(bytes, 4 - (int)(address & 3));
            byte mask = (byte)(((1 << inWord) - 1) << (int)(address & 3));
            other = One(_entries + (address >> 2), mask, (ushort)warp, mode, line) ?? other;
            address += (ulong)inWord;
            bytes -= inWord;
        }
        return other;
    }

    public void Dispose()
    {
        NativeMemory.Free(_entries);
        _entries = null;
        GC.SuppressFinalize(this);
    }

    private Racer? One(Entry* e, byte mask, ushort warp, AccessMode mode, int line)
    {
        Racer? other = null;
        bool written = e->WriteEpoch == _epoch;
        if (written && (e->WriteMask & mask) != 0 && e->Writer != warp && !(mode == AccessMode.Atomic && e->WriteIsAtomic))
            other = new Racer(e->Writer, e->WriteLine, AccessMode.Write);
        if (mode == AccessMode.Read)
        {
            bool read = e->ReadEpoch == _epoch;
            e->Reader = !read ? warp : e->Reader == warp ? warp : Several;
            e->ReadMask = read ? (byte)(e->ReadMask | mask) : mask;
            e->ReadEpoch = _epoch;
            e->ReadLine = line;
            return other;
        }
        if (e->ReadEpoch == _epoch && (e->ReadMask & mask) != 0 && e->Reader != warp)
            other = new Racer(e->Reader, e->ReadLine, AccessMode.Read);
        e->Writer = !written ? warp : e->Writer == warp ? warp : Several;
        e->WriteMask = written ? (byte)(e->WriteMask | mask) : mask;
        e->WriteIsAtomic = mode == AccessMode.Atomic && (!written || e->WriteIsAtomic);
        e->WriteEpoch = _epoch;
        e->WriteLine = line;
        return other;
    }

    private struct Entry
    {
        public uint WriteEpoch;
        public uint ReadEpoch;
        public int WriteLine;
        public int ReadLine;
        public ushort Writer;
        public ushort Reader;
        public byte WriteMask;
        public byte ReadMask;
        public bool WriteIsAtomic;
    }
}
