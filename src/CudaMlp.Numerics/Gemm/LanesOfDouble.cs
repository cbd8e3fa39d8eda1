using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CudaMlp.Numerics;

/// <summary><see cref="Lanes"/> for binary64, element by element: only tails of rows come here.</summary>
internal static unsafe class LanesOfDouble
{
    public static Vector512<double> Load512(double* source, int lanes) => Load<Vector512<double>>(source, lanes);

    public static Vector256<double> Load256(double* source, int lanes) => Load<Vector256<double>>(source, lanes);

    public static Vector128<double> Load128(double* source, int lanes) => Load<Vector128<double>>(source, lanes);

    public static void Store<TVector>(TVector value, double* destination, int lanes)
        where TVector : unmanaged
    {
        for (var i = 0; i < Math.Min(lanes, Unsafe.SizeOf<TVector>() / sizeof(double)); i++)
            destination[i] = ((double*)&value)[i];
    }

    private static TVector Load<TVector>(double* source, int lanes)
        where TVector : unmanaged
    {
        var value = default(TVector);
        for (var i = 0; i < Math.Min(lanes, Unsafe.SizeOf<TVector>() / sizeof(double)); i++)
            ((double*)&value)[i] = source[i];
        return value;
    }
}
