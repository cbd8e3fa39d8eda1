using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Ops;

/// <summary>An activation over vectors: its value, and its derivative from the output or, where that does not tell it, from the input.</summary>
internal interface IActivation
{
    static virtual bool NeedsInput => false;

    T Value<T>(T z)
        where T : struct, IWide<T>;

    T SlopeAtOutput<T>(T a)
        where T : struct, IWide<T>;

    T SlopeAtInput<T>(T z)
        where T : struct, IWide<T> => SlopeAtOutput(Value(z));
}

internal static class Activations
{
    /// <summary>What is run for the activation and the precision that a layer names.</summary>
    internal interface IRun
    {
        void Run<TActivation, TRounding>(TActivation activation)
            where TActivation : struct, IActivation
            where TRounding : struct, IRounding;
    }

    /// <summary>Turns the two names into types, once a call: the loops beneath are compiled for each.</summary>
    public static void Dispatch<TRun>(DenseLayer layer, ElementType type, ref TRun run)
        where TRun : struct, IRun
    {
        switch (type)
        {
            case ElementType.Float16: Dispatch<TRun, ToFloat16>(layer, ref run); break;
            case ElementType.BFloat16: Dispatch<TRun, ToBFloat16>(layer, ref run); break;
            default: Dispatch<TRun, ToFloat32>(layer, ref run); break;
        }
    }

    private static void Dispatch<TRun, TRounding>(DenseLayer layer, ref TRun run)
        where TRun : struct, IRun
        where TRounding : struct, IRounding
    {
        switch (layer.Activation)
        {
            case Activation.None: run.Run<Identity, TRounding>(default); break;
            case Activation.ReLU: run.Run<ReLU, TRounding>(default); break;
            case Activation.Tanh: run.Run<Tanh, TRounding>(default); break;
            case Activation.Sigmoid: run.Run<Sigmoid, TRounding>(default); break;
            case Activation.LeakyReLU: run.Run<LeakyReLU, TRounding>(new LeakyReLU(layer.NegativeSlope)); break;
            case Activation.GELU: run.Run<GELU, TRounding>(default); break;
            default: throw new ArgumentOutOfRangeException(nameof(layer), layer.Activation, "no such activation");
        }
    }

    internal readonly struct Identity : IActivation
    {
        public T Value<T>(T z)
            where T : struct, IWide<T> => z;

        public T SlopeAtOutput<T>(T a)
            where T : struct, IWide<T> => T.Create(1);
    }

    internal readonly struct ReLU : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Value<T>(T z)
            where T : struct, IWide<T> => T.Max(z, T.Create(0));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T SlopeAtOutput<T>(T a)
            where T : struct, IWide<T> => T.Less(T.Create(0), a) & T.Create(1);
    }

    internal readonly struct Tanh : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Value<T>(T z)
            where T : struct, IWide<T> => Functions.Tanh(z);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T SlopeAtOutput<T>(T a)
            where T : struct, IWide<T> => T.Create(1) - (a * a);
    }

    internal readonly struct Sigmoid : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Value<T>(T z)
            where T : struct, IWide<T> => Functions.Sigmoid(z);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T SlopeAtOutput<T>(T a)
            where T : struct, IWide<T> => a * (T.Create(1) - a);
    }

    internal readonly struct LeakyReLU(float slope) : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Value<T>(T z)
            where T : struct, IWide<T> => T.Select(T.Less(T.Create(0), z), z, z * T.Create(slope));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T SlopeAtOutput<T>(T a)
            where T : struct, IWide<T> => T.Select(T.Less(T.Create(0), a), T.Create(1), T.Create(slope));
    }

    internal readonly struct GELU : IActivation
    {
        private const float InverseRootOfTwoPi = 0.39894228f;

        public static bool NeedsInput => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Value<T>(T z)
            where T : struct, IWide<T> => z * Functions.Normal(z, out _);

        public T SlopeAtOutput<T>(T a)
            where T : struct, IWide<T> => throw new NotSupportedException("GELU's slope does not follow from its output");

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T SlopeAtInput<T>(T z)
            where T : struct, IWide<T> => Functions.Normal(z, out var gauss) + (z * gauss * T.Create(InverseRootOfTwoPi));
    }
}
