using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace CudaMlp.Emulator.IlgpuClient;

/// <summary>An argument and an element with padding. Public, because the code that ILGPU generates names it.</summary>
public struct Pair
{
#pragma warning disable CA1051 // what is copied to a GPU is fields
    public int Key;
    public double Scale;
    public float Offset;
#pragma warning restore CA1051
}

/// <summary>Kernels written in C# and compiled to PTX by ILGPU, against closed forms on the host.</summary>
internal static class KernelChecks
{
    private const int Count = 1000;
    private const int Block = 128;

    public static IEnumerable<(string Name, Action<CudaAccelerator> Check)> All =>
    [
        ("arithmetic", Arithmetic), ("double", DoublePrecision), ("integers", Integers), ("mathematics", Mathematics),
        ("branches", Branches), ("structures", Structures), ("plane", Plane), ("shared", SharedReduction),
        ("dynamic-shared", DynamicShared), ("atomics", Atomics), ("histogram", Histogram), ("shuffles", Shuffles),
        ("barriers", Barriers), ("streams", Streams), ("page-locked", PageLocked),
    ];

    private static void Arithmetic(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, float>(
            static (i, x, y, a) => y[i] = a * x[i] + y[i] / 3f - 1f);
        float[] xs = [.. Enumerable.Range(0, Count).Select(i => i * 0.25f)];
        float[] ys = [.. Enumerable.Range(0, Count).Select(i => 7f - i)];
        using var x = gpu.Allocate1D(xs);
        using var y = gpu.Allocate1D(ys);
        kernel(Count, x.View, y.View, 2.5f);
        gpu.Synchronize();
        Expect.Near(y.GetAsArray1D(), i => 2.5 * xs[i] + ys[i] / 3.0 - 1, 1e-5);
    }

    private static void DoublePrecision(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, int>(static (i, y, terms) =>
        {
            double sum = 0;
            for (int k = 1; k <= terms; k++)
                sum += 1.0 / ((double)k * k + i);
            y[i] = sum;
        });
        using var y = gpu.Allocate1D<double>(Count);
        kernel(Count, y.View, 50);
        gpu.Synchronize();
        Expect.Near(y.GetAsArray1D(), i => Enumerable.Range(1, 50).Sum(k => 1.0 / ((double)k * k + i)), 1e-12);
    }

    private static void Integers(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index1D, ArrayView<long>, ArrayView<uint>>(static (i, wide, narrow) =>
        {
            long a = i.X * 1234567891L - 99;
            wide[i] = (a % 1013) * (a / 17) ^ (a >> 3);
            uint b = (uint)i.X * 2654435761u;
            narrow[i] = (b << 5) + (b >> 27) + (uint)IntrinsicMath.BitOperations.PopCount(b);
        });
        using var wide = gpu.Allocate1D<long>(Count);
        using var narrow = gpu.Allocate1D<uint>(Count);
        kernel(Count, wide.View, narrow.View);
        gpu.Synchronize();
        Expect.Equal(wide.GetAsArray1D(), i =>
        {
            long a = i * 1234567891L - 99;
            return (a % 1013) * (a / 17) ^ (a >> 3);
        });
        Expect.Equal(narrow.GetAsArray1D(), i =>
        {
            uint b = (uint)i * 2654435761u;
            return (b << 5) + (b >> 27) + (uint)System.Numerics.BitOperations.PopCount(b);
        });
    }

    private static void Mathematics(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(static (i, y) =>
        {
            float x = 0.01f * (i + 1);
            y[i] = XMath.Sqrt(x) + XMath.Exp(-x) + XMath.Log(x) + XMath.Sin(x) * XMath.Cos(x) + XMath.Tanh(x) + XMath.Pow(x, 1.5f);
        });
        using var y = gpu.Allocate1D<float>(Count);
        kernel(Count, y.View);
        gpu.Synchronize();
        Expect.Near(y.GetAsArray1D(), i =>
        {
            double x = 0.01f * (i + 1);
            return Math.Sqrt(x) + Math.Exp(-x) + Math.Log(x) + Math.Sin(x) * Math.Cos(x) + Math.Tanh(x) + Math.Pow(x, 1.5);
        }, 1e-4);
    }

    private static void Branches(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(static (i, y) =>
        {
            int n = i + 1, steps = 0;
            while (n != 1)
            {
                n = (n & 1) == 0 ? n / 2 : 3 * n + 1;
                if (++steps == 100)
                    break;
            }
            y[i] = (steps % 3) switch { 0 => steps, 1 => -steps, _ => steps * 10 };
        });
        using var y = gpu.Allocate1D<int>(Count);
        kernel(Count, y.View);
        gpu.Synchronize();
        Expect.Equal(y.GetAsArray1D(), i =>
        {
            int n = i + 1, steps = 0;
            while (n != 1)
            {
                n = (n & 1) == 0 ? n / 2 : 3 * n + 1;
                if (++steps == 100)
                    break;
            }
            return (steps % 3) switch { 0 => steps, 1 => -steps, _ => steps * 10 };
        });
    }

    private static void Structures(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index1D, ArrayView<Pair>, ArrayView<double>, Pair>(
            static (i, pairs, y, extra) => y[i] = pairs[i].Key * pairs[i].Scale + pairs[i].Offset + extra.Key * extra.Scale - extra.Offset);
        Pair[] input = [.. Enumerable.Range(0, Count).Select(i => new Pair { Key = i - 7, Scale = 1.0 / (i + 1), Offset = i * 0.5f })];
        using var pairs = gpu.Allocate1D(input);
        using var y = gpu.Allocate1D<double>(Count);
        kernel(Count, pairs.View, y.View, new Pair { Key = 3, Scale = 0.125, Offset = 2.5f });
        gpu.Synchronize();
        Expect.Near(y.GetAsArray1D(), i => (i - 7) * (1.0 / (i + 1)) + i * 0.5f + 3 * 0.125 - 2.5, 1e-12);
    }

    private static void Plane(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index2D, ArrayView2D<int, Stride2D.DenseX>>(
            static (at, y) => y[at] = at.X * 1000 + at.Y);
        using var y = gpu.Allocate2DDenseX<int>(new Index2D(37, 19));
        kernel(new Index2D(37, 19), y.View);
        gpu.Synchronize();
        int[,] plane = y.GetAsArray2D();
        Expect.Equal(plane.Cast<int>().ToArray(), i => i / 19 * 1000 + i % 19);
    }

    private static void SumInSharedMemory(ArrayView<int> input, ArrayView<int> sums)
    {
        var shared = SharedMemory.Allocate<int>(Block);
        int lane = Group.IdxX;
        shared[lane] = input[Grid.GlobalIndex.X];
        Group.Barrier();
        for (int half = Block / 2; half > 0; half >>= 1)
        {
            if (lane < half)
                shared[lane] += shared[lane + half];
            Group.Barrier();
        }
        if (lane == 0)
            sums[Grid.IdxX] = shared[0];
    }

    private static void SharedReduction(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadStreamKernel<ArrayView<int>, ArrayView<int>>(SumInSharedMemory);
        using var input = gpu.Allocate1D(Enumerable.Range(0, Block * 9).ToArray());
        using var sums = gpu.Allocate1D<int>(9);
        kernel(new KernelConfig(9, Block), input.View, sums.View);
        gpu.Synchronize();
        Expect.Equal(sums.GetAsArray1D(), b => Enumerable.Range(b * Block, Block).Sum());
    }

    private static void ReverseInDynamicMemory(ArrayView<double> data)
    {
        var shared = SharedMemory.GetDynamic<double>();
        shared[Group.IdxX] = data[Grid.GlobalIndex.X];
        Group.Barrier();
        data[Grid.GlobalIndex.X] = shared[Group.DimX - 1 - Group.IdxX];
    }

    private static void DynamicShared(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadStreamKernel<ArrayView<double>>(ReverseInDynamicMemory);
        using var data = gpu.Allocate1D(Enumerable.Range(0, 4 * 96).Select(i => i * 0.5).ToArray());
        kernel(new KernelConfig(4, 96, SharedMemoryConfig.RequestDynamic<double>(96)), data.View);
        gpu.Synchronize();
        Expect.Equal(data.GetAsArray1D(), i => (i / 96 * 96 + 95 - i % 96) * 0.5);
    }

    private static void Atomics(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<long>, ArrayView<float>, ArrayView<double>>(
            static (i, ints, longs, floats, doubles) =>
            {
                int value = (i * 37) % 1000 - 500;
                Atomic.Add(ref ints[0], value);
                Atomic.Max(ref ints[1], value);
                Atomic.Min(ref ints[2], value);
                Atomic.Or(ref ints[3], 1 << (i % 31));
                Atomic.Xor(ref ints[4], i);
                Atomic.And(ref ints[5], ~(i & 255));
                Atomic.Exchange(ref ints[6], 42);
                Atomic.CompareExchange(ref ints[7], 0, 5);
                Atomic.Add(ref longs[0], value * 1000000000L);
                Atomic.Add(ref floats[0], 0.5f);
                Atomic.Add(ref doubles[0], 0.25);
                Atomic.Max(ref doubles[1], (double)value);
            });
        using var ints = gpu.Allocate1D(new[] { 0, int.MinValue, int.MaxValue, 0, 0, -1, 0, 0 });
        using var longs = gpu.Allocate1D(new long[1]);
        using var floats = gpu.Allocate1D(new float[1]);
        using var doubles = gpu.Allocate1D(new[] { 0, double.MinValue });
        kernel(Count, ints.View, longs.View, floats.View, doubles.View);
        gpu.Synchronize();
        int[] values = [.. Enumerable.Range(0, Count).Select(i => i * 37 % 1000 - 500)];
        int[] expected =
        [
            values.Sum(), values.Max(), values.Min(), int.MaxValue, Enumerable.Range(0, Count).Aggregate((a, b) => a ^ b), ~255, 42, 5,
        ];
        Expect.Equal(ints.GetAsArray1D(), i => expected[i]);
        Expect.Equal(longs.GetAsArray1D(), _ => values.Sum() * 1000000000L);
        Expect.Equal(floats.GetAsArray1D(), _ => Count * 0.5f);
        Expect.Equal(doubles.GetAsArray1D(), i => i == 0 ? Count * 0.25 : values.Max());
    }

    private static void CountInShared(ArrayView<int> data, ArrayView<int> bins)
    {
        var local = SharedMemory.Allocate<int>(16);
        if (Group.IdxX < 16)
            local[Group.IdxX] = 0;
        Group.Barrier();
        Atomic.Add(ref local[data[Grid.GlobalIndex.X] & 15], 1);
        Group.Barrier();
        if (Group.IdxX < 16)
            Atomic.Add(ref bins[Group.IdxX], local[Group.IdxX]);
    }

    private static void Histogram(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadStreamKernel<ArrayView<int>, ArrayView<int>>(CountInShared);
        int[] numbers = [.. Enumerable.Range(0, Block * 8).Select(i => i * i % 101)];
        using var data = gpu.Allocate1D(numbers);
        using var bins = gpu.Allocate1D(new int[16]);
        kernel(new KernelConfig(8, Block), data.View, bins.View);
        gpu.Synchronize();
        Expect.Equal(bins.GetAsArray1D(), b => numbers.Count(n => (n & 15) == b));
    }

    private static void Exchange(ArrayView<int> down, ArrayView<int> up, ArrayView<float> xor, ArrayView<int> indexed, ArrayView<int> halves)
    {
        int i = Grid.GlobalIndex.X;
        int value = i * 3;
        down[i] = Warp.ShuffleDown(value, 5);
        up[i] = Warp.ShuffleUp(value, 3);
        float sum = i * 0.5f;
        for (int mask = Warp.WarpSize / 2; mask > 0; mask >>= 1)
            sum += Warp.ShuffleXor(sum, mask);
        xor[i] = sum;
        indexed[i] = Warp.Shuffle(value, (Warp.LaneIdx * 7) & 31);
        halves[i] = Warp.ShuffleDown(value, 2, 16);
    }

    private static void Shuffles(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadStreamKernel<ArrayView<int>, ArrayView<int>, ArrayView<float>, ArrayView<int>, ArrayView<int>>(Exchange);
        using var down = gpu.Allocate1D<int>(128);
        using var up = gpu.Allocate1D<int>(128);
        using var xor = gpu.Allocate1D<float>(128);
        using var indexed = gpu.Allocate1D<int>(128);
        using var halves = gpu.Allocate1D<int>(128);
        kernel(new KernelConfig(2, 64), down.View, up.View, xor.View, indexed.View, halves.View);
        gpu.Synchronize();
        Expect.Equal(down.GetAsArray1D(), i => 3 * (i % 32 + 5 < 32 ? i + 5 : i));
        Expect.Equal(up.GetAsArray1D(), i => 3 * (i % 32 >= 3 ? i - 3 : i));
        Expect.Equal(xor.GetAsArray1D(), i => Enumerable.Range(i / 32 * 32, 32).Sum() * 0.5f);
        Expect.Equal(indexed.GetAsArray1D(), i => 3 * (i / 32 * 32 + i % 32 * 7 % 32));
        Expect.Equal(halves.GetAsArray1D(), i => 3 * (i % 16 + 2 < 16 ? i + 2 : i));
    }

    private static void Vote(ArrayView<int> counts, ArrayView<int> alls, ArrayView<int> anys)
    {
        int i = Group.IdxX;
        int counted = Group.BarrierPopCount(i % 3 == 0);
        bool all = Group.BarrierAnd(i < 200 + Grid.IdxX);
        bool any = Group.BarrierOr(i == 7 + 200 * Grid.IdxX);
        int at = Grid.GlobalIndex.X;
        counts[at] = counted;
        alls[at] = all ? 1 : 0;
        anys[at] = any ? 1 : 0;
    }

    private static void Barriers(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadStreamKernel<ArrayView<int>, ArrayView<int>, ArrayView<int>>(Vote);
        using var counts = gpu.Allocate1D<int>(402);
        using var alls = gpu.Allocate1D<int>(402);
        using var anys = gpu.Allocate1D<int>(402);
        kernel(new KernelConfig(2, 201), counts.View, alls.View, anys.View);
        gpu.Synchronize();
        Expect.Equal(counts.GetAsArray1D(), _ => 67);
        Expect.Equal(alls.GetAsArray1D(), i => i / 201);
        Expect.Equal(anys.GetAsArray1D(), i => 1 - i / 201);
    }

    private static void Streams(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int>(static (i, y, add) => y[i] += i + add);
        using var first = gpu.CreateStream();
        using var second = gpu.CreateStream();
        using var a = gpu.Allocate1D<int>(Count);
        using var b = gpu.Allocate1D<int>(Count);
        a.MemSetToZero(first);
        b.MemSetToZero(second);
        for (int round = 0; round < 5; round++)
        {
            kernel(first, Count, a.View, round);
            kernel(second, Count, b.View, -round);
        }
        first.Synchronize();
        second.Synchronize();
        Expect.Equal(a.GetAsArray1D(), i => 5 * i + 10);
        Expect.Equal(b.GetAsArray1D(), i => 5 * i - 10);
    }

    private static void PageLocked(CudaAccelerator gpu)
    {
        var kernel = gpu.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(static (i, y) => y[i] = -y[i]);
        using var host = gpu.AllocatePageLocked1D<int>(Count);
        for (int i = 0; i < Count; i++)
            host[i] = i;
        using var y = gpu.Allocate1D<int>(Count);
        y.View.CopyFromPageLockedAsync(host);
        kernel(Count, y.View);
        y.View.CopyToPageLockedAsync(host);
        gpu.Synchronize();
        Expect.Equal(host.GetArray(), i => -i);
    }
}
