using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Plan;
using Op = CudaMlp.Cuda.Ops.GatherBatch;

namespace CudaMlp.Cuda.Tests.Ops;

public class GatherBatchTests
{
    public static TheoryData<string, int, int, bool> Shapes()
    {
        var data = new TheoryData<string, int, int, bool>();
        foreach (var device in TestDevices.Names)
        {
            if (TestDevices.IsAbsent(device))
            {
                data.Add(device, 1, 1, true);
                continue;
            }

            foreach (var (rows, columns) in new[] { (1, 1), (7, 3), (33, 31), (64, 784), (10, 257), (3, 1000), (300, 8), (31, 4), (600, 2), (5, 100) })
            {
                data.Add(device, rows, columns, true);
                data.Add(device, rows, columns, false);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Normalises_the_rows_that_the_order_names(string device, int rows, int columns, bool isBytes)
    {
        const int Samples = 50;
        const int Position = 9;
        var random = new Random(rows + columns);
        using var rig = new Rig(device, rows, columns);
        var bytes = new byte[Samples * columns];
        random.NextBytes(bytes);
        var floats = Numbers.Random(Samples * columns, 1, 20);
        var values = isBytes ? [.. bytes.Select(x => (float)x)] : floats;
        var order = Enumerable.Range(0, Position + rows).Select(_ => random.Next(Samples)).ToArray();
        var labels = Enumerable.Range(0, Samples).Select(i => i * 7 % 11).ToArray();
        float[] scale = Numbers.Random(columns, 2), shift = Numbers.Random(columns, 3);
        var state = rig.Put(new StepState { Position = Position });

        foreach (var offset in new[] { 0, 1 })
        {
            var features = isBytes ? rig.Put(bytes, offset).Address : rig.Put(floats, offset).Address;
            var source = new SampleMatrix(
                features, rig.Put(labels).Address, rig.Put(scale, offset).Address, rig.Put(shift, offset).Address, isBytes, columns, 1);
            var orderArray = rig.Put(order);
            foreach (var type in Numbers.Types)
            {
                var output = rig.Poisoned(type, rows * columns, offset);
                var wanted = rig.Put(new int[rows]);
                rig.Run(queue => Op.Launch(
                    queue, source, orderArray.Address, state.Address, output.Address, type, wanted.Address, rows, withTargets: true));

                var expected = new double[rows * columns];
                for (var i = 0; i < expected.Length; i++)
                {
                    int r = order[Position + (i / columns)], j = i % columns;
                    expected[i] = ((double)values[(r * columns) + j] * scale[j]) + shift[j];
                }

                Close.Check(expected, Numbers.Decode(type, output.Read()), Numbers.Tolerance(type), isBytes ? 255 : 20, $"batch of {type}");
                Assert.Equal(order[Position..].Select(r => labels[r]), wanted.Read());
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void Takes_rows_as_they_lie_without_an_order_and_gathers_targets(string device)
    {
        const int Rows = 20;
        const int Words = 3;
        using var rig = new Rig(device, Rows, 4);
        var floats = Numbers.Random(Rows * 4, 1);
        var targets = Numbers.Random(Rows * Words, 2);
        float[] one = [1, 1, 1, 1], zero = new float[4];
        var source = new SampleMatrix(
            rig.Put(floats).Address, rig.Put(targets).Address, rig.Put(one).Address, rig.Put(zero).Address, false, 4, Words);
        var state = rig.Put(new StepState { Position = 5 });
        var output = rig.Poisoned(ElementType.Float32, 7 * 4);
        var wanted = rig.Put(new float[7 * Words]);
        rig.Run(queue => Op.Launch(
            queue, source, default, state.Address, output.Address, ElementType.Float32, wanted.Address, 7, withTargets: true));
        Assert.Equal(floats[20..48], Numbers.Decode(ElementType.Float32, output.Read()));
        Assert.Equal(targets[(5 * Words)..(12 * Words)], wanted.Read());

        var untouched = rig.Put(new float[7 * Words]);
        rig.Run(queue => Op.Launch(
            queue, source, default, state.Address, output.Address, ElementType.Float32, untouched.Address, 7, withTargets: false));
        Assert.Equal(new float[7 * Words], untouched.Read());
    }
}
