using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CudaMlp.Emulator.Memory;

/// <summary>One bit for each byte of a memory range: has it ever been written? Bits are only set, so that threads may mark at once.</summary>
public sealed unsafe class WrittenShadow : IDisposable
{
    private readonly ulong _bytes;
    private ulong* _bits;
    private volatile bool _all;

    /// <summary>A shadow for <paramref name="bytes"/> bytes, none of them written.</summary>
    public WrittenShadow(ulong bytes)
    {
        _bytes = bytes;
        _bits = (ulong*)NativeMemory.AllocZeroed((nuint)((bytes + 63) / 64 + 1), sizeof(ulong));
    }

    ~WrittenShadow() => Release();

    /// <summary>True once every byte is known to be written: reads then need no look.</summary>
    public bool All => _all;

    /// <summary>Marks all bytes as written.</summary>
    public void MarkAll() => _all = true;

    /// <summary>Forgets every mark (a block's shared memory is undefined again when the next block starts).</summary>
    public void Clear(ulong bytes)
    {
        _all = false;
        NativeMemory.Clear(_bits, (nuint)((Math.Min(bytes, _bytes) + 63) / 64 * sizeof(ulong)));
    }

    /// <summary>Marks a range; it must lie inside the shadow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(ulong offset, ulong count)
    {
        if (_all)
            return;
        if ((offset & 63) + count <= 64)
            Or(offset >> 6, Ones(count) << (int)(offset & 63));
        else
            MarkLong(offset, count);
    }

    /// <summary>True when every byte of the range has been written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsWritten(ulong offset, ulong count)
    {
        if (_all)
            return true;
        if ((offset & 63) + count > 64)
            return FirstUnwritten(offset, count) == ulong.MaxValue;
        ulong mask = Ones(count) << (int)(offset & 63);
        return (_bits[offset >> 6] & mask) == mask;
    }

    /// <summary>
    /// True when any byte of a load has been written. Compilers copy a structure's padding along with its members, and so read bytes that nothing
    /// ever writes: only a load that holds nothing else can be told from such a copy.
    /// </summary>
    public bool IsTouched(ulong offset, ulong count)
    {
        if (_all)
            return true;
        ulong inWord = Math.Min(64 - (offset & 63), count);
        return (_bits[offset >> 6] & (Ones(inWord) << (int)(offset & 63))) != 0 || (inWord < count && IsTouched(offset + inWord, count - inWord));
    }

    /// <summary>Offset of the first byte of the range that was never written, or <see cref="ulong.MaxValue"/>.</summary>
    public ulong FirstUnwritten(ulong offset, ulong count)
    {
        if (_all)
            return ulong.MaxValue;
        ulong end = offset + count;
        while (offset < end)
        {
            ulong inWord = Math.Min(64 - (offset & 63), end - offset);
            ulong missing = ~_bits[offset >> 6] & (Ones(inWord) << (int)(offset & 63));
            if (missing != 0)
                return (offset & ~63ul) + (ulong)BitOperations.TrailingZeroCount(missing);
            offset += inWord;
        }
        return ulong.MaxValue;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private static ulong Ones(ulong count) => count >= 64 ? ulong.MaxValue : (1ul << (int)count) - 1;

    private void MarkLong(ulong offset, ulong count)
    {
        if (offset == 0 && count == _bytes)
        {
            _all = true;
            return;
        }
        ulong end = offset + count;
        while (offset < end)
        {
            ulong inWord = Math.Min(64 - (offset & 63), end - offset);
            Or(offset >> 6, Ones(inWord) << (int)(offset & 63));
            offset += inWord;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Or(ulong word, ulong mask)
    {
        ulong* p = _bits + word;
        if ((*p & mask) == mask)
            return;
        if (mask == ulong.MaxValue)
            Volatile.Write(ref *p, mask);
        else
            Interlocked.Or(ref *p, mask);
    }

    private void Release()
    {
        NativeMemory.Free(_bits);
        _bits = null;
    }
}
