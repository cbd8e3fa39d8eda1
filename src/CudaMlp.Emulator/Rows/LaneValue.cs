using System.Runtime.CompilerServices;

namespace CudaMlp.Emulator.Rows;

/// <summary>One lane of a row of any width.</summary>
internal static unsafe class LaneValue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Get(byte* row, int width, int lane) => width switch
    {
        2 => ((ushort*)row)[lane],
        4 => ((uint*)row)[lane],
        _ => ((ulong*)row)[lane],
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(byte* row, int width, int lane, ulong value)
    {
        if (width == 4)
            ((uint*)row)[lane] = (uint)value;
        else if (width == 8)
            ((ulong*)row)[lane] = value;
        else
            ((ushort*)row)[lane] = (ushort)value;
    }
}
