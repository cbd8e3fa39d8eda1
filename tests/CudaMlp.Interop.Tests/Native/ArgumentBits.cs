using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CudaMlp.Interop.Tests.Native;

/// <summary>Makes an argument of any type of the seam out of bits.</summary>
public static unsafe class ArgumentBits
{
    public static int SizeOf(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer)
            return sizeof(nint);
        return type.IsEnum ? SizeOf(type.GetEnumUnderlyingType()) : (int)typeof(ArgumentBits).GetMethod(nameof(Size), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;
    }

    /// <summary>The lowest bytes of <paramref name="bits"/>, as many as the type has, as a value of the type.</summary>
    public static object ToManaged(ulong bits, Type type)
    {
        if (type.IsPointer)
            return Pointer.Box((void*)bits, type);
        if (type.IsFunctionPointer)
            return (nint)bits;
        return typeof(ArgumentBits).GetMethod(nameof(Reinterpret), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [bits])!;
    }

    private static int Size<T>()
        where T : unmanaged => sizeof(T);

    private static T Reinterpret<T>(ulong bits)
        where T : unmanaged => MemoryMarshal.Read<T>(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(ref Unsafe.AsRef(in bits))));
}
