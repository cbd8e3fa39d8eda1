using System.Runtime.InteropServices;

namespace CudaMlp.Numerics.Tests;

/// <summary>Native memory between two guard zones: poisoned with NaN first, and its guards looked at in the end.</summary>
internal sealed unsafe class Guarded<T> : IDisposable
    where T : unmanaged
{
    private const int Guard = 64;
    private const byte Poison = 0xFF; // all ones is a NaN in every format
    private readonly T* _memory;

    public Guarded(long length)
    {
        Length = length;
        _memory = (T*)NativeMemory.AlignedAlloc((nuint)((length + (2 * Guard)) * sizeof(T)), 64);
        new Span<byte>(_memory, checked((int)((length + (2 * Guard)) * sizeof(T)))).Fill(Poison);
    }

    public long Length { get; }

    public T* Data => _memory + Guard;

    public Span<T> Span => new(Data, (int)Length);

    public void CheckGuards()
    {
        Assert.True(Untouched(_memory, Guard), "written before the beginning");
        Assert.True(Untouched(Data + Length, Guard), "written beyond the end");
    }

    public static bool Untouched(T* from, long count) => new Span<byte>(from, (int)(count * sizeof(T))).IndexOfAnyExcept(Poison) < 0;

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
