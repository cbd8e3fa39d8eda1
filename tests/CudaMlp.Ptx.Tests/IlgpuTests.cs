using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace CudaMlp.Ptx.Tests;

/// <summary>What ILGPU's own compiler makes of C# kernels; it needs no device to write PTX.</summary>
public class IlgpuTests
{
    private struct Point
    {
        public double X;
        public byte Flags;
        public float Y;
    }

    private static class Kernels
    {
        public static void Saxpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) => y[i] = (a * x[i]) + y[i];

        public static void Points(Index2D i, ArrayView2D<Point, Stride2D.DenseX> points, Point step)
        {
            Point point = points[i];
            point.X += step.X * Math.Sqrt(point.X);
            point.Flags ^= step.Flags;
            point.Y = MathF.Max(point.Y, step.Y);
            points[i] = point;
        }

        public static void Atomics(Index1D i, ArrayView<int> a, ArrayView<float> f, ArrayView<double> d, ArrayView<long> l)
        {
            Atomic.Add(ref a[0], 1);
            Atomic.Add(ref f[0], 1f);
            Atomic.Add(ref d[0], 1.0);
            Atomic.Max(ref a[1], i);
            Atomic.CompareExchange(ref l[0], 3, 4);
            Atomic.Exchange(ref a[2], 9);
            Atomic.Min(ref f[1], 2f);
        }

        public static void Integers(Index1D i, ArrayView<int> a, ArrayView<uint> u, ArrayView<long> l, ArrayView<short> s, ArrayView<byte> b)
        {
            a[i] = (a[i] / 7) + (a[i] % 5) + (a[i] << 3) + IntrinsicMath.PopCount(a[i]) + IntrinsicMath.LeadingZeroCount(a[i]);
            u[i] = (u[i] >> 3) | ~u[i];
            l[i] = (l[i] * l[i]) - a[i];
            s[i] = (short)(s[i] * 3);
            b[i]++;
            switch (a[i])
            {
                case 1: a[i] = 5; break;
                case 2: a[i] = 7; break;
                case 3: a[i] = 9; break;
                default: a[i] = 11; break;
            }
        }

        public static void GroupShared(ArrayView<float> a, ArrayView<int> o)
        {
            ArrayView<float> tile = SharedMemory.Allocate<float>(256);
            ArrayView<int> open = SharedMemory.GetDynamic<int>();
            int t = Group.IdxX;
            tile[t] = a[Grid.GlobalIndex.X];
            open[t] = t;
            Group.Barrier();
            float v = Warp.Shuffle(tile[255 - t], 0);
            v += Warp.ShuffleXor(v, 2);
            o[t] = Group.BarrierPopCount(v > 0) + (Group.BarrierAnd(v > 1) ? 1 : 0) + Warp.LaneIdx + open[t];
            MemoryFence.DeviceLevel();
        }
    }

    public static TheoryData<string> Names => [.. typeof(Kernels).GetMethods(BindingFlags.Static | BindingFlags.Public).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_of_Ilgpu_is_taken(string name)
    {
        using Context context = Context.Create(builder => builder.CPU());
        // Without libdevice, which these kernels do not need.
        using var backend = new PTXBackend(context, CudaArchitecture.SM_80, new CudaInstructionSet(8, 7), nvvmAPI: null!);
        MethodInfo method = typeof(Kernels).GetMethod(name)!;
        EntryPointDescription entry = name.StartsWith("Group", StringComparison.Ordinal)
            ? EntryPointDescription.FromExplicitlyGroupedKernel(method)
            : EntryPointDescription.FromImplicitlyGroupedKernel(method);
        var kernel = (PTXCompiledKernel)backend.Compile(entry, KernelSpecialization.Empty);
        PtxModule module = PtxParser.Parse(kernel.PTXAssembly);
        Assert.Equal((new PtxVersion(8, 7), "sm_80", 64), (module.Version, module.Target, module.AddressSize));
        PtxFunction function = Assert.Single(module.Functions, one => one.IsEntry);
        Assert.Contains(name, function.Name, StringComparison.Ordinal);
        ModuleShape.Check(function);
    }
}
