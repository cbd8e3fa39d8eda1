using System.Runtime.CompilerServices;

namespace CudaMlp.Interop;

/// <summary>
/// The arguments of one launch, in the kernel's order, copied by value into the caller's stack frame: nothing is boxed or allocated.
/// <c>var arguments = new LaunchArguments(); arguments.Add(x.Address); arguments.Add(n); kernel.Launch(shape, stream, ref arguments);</c>
/// </summary>
/// <remarks>
/// CUDA knows the parameters' sizes from the code but not ours: an argument of another type than the kernel's reads as garbage. Sizes:
/// pointer 8, <c>int</c>, <c>unsigned</c> and <c>float</c> 4, <c>long long</c> and <c>size_t</c> 8, <c>__half</c> 2, <c>bool</c> 1.
/// </remarks>
public unsafe ref struct LaunchArguments
{
    /// <summary>The most arguments of a launch.</summary>
    public const int MaximumCount = 48;

    /// <summary>The most bytes of a launch, each argument rounded up to 16.</summary>
    public const int MaximumBytes = 16 * MaximumCount;

    private const int Alignment = 16;

    internal fixed byte Block[MaximumBytes];
    internal fixed ushort Offsets[MaximumCount];
    private int _used;

    public LaunchArguments()
    {
        Count = 0;
        _used = 0;
    }

    /// <summary>Arguments so far.</summary>
    public int Count { get; private set; }

    /// <summary>Appends an argument, by value.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public void Add<T>(T value)
        where T : unmanaged
    {
        if (Count == MaximumCount || _used + sizeof(T) > MaximumBytes)
            throw new InvalidOperationException($"A launch takes at most {MaximumCount} arguments of {MaximumBytes} bytes in all.");
        Unsafe.WriteUnaligned(ref Block[_used], value);
        Offsets[Count++] = (ushort)_used;
        _used = (_used + sizeof(T) + Alignment - 1) & -Alignment;
    }

    /// <summary>Appends the address of a buffer's first element.</summary>
    public void Add<T>(DeviceView<T> view)
        where T : unmanaged => Add(view.Address);

    /// <summary>Appends the address of a buffer's first element.</summary>
    public void Add<T>(DeviceBuffer<T> buffer)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        Add(buffer.Address);
    }
}
