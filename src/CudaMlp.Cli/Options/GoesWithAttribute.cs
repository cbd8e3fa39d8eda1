using System.Reflection;

namespace CudaMlp.Cli.Options;

/// <summary>Kinds of data that a training can have.</summary>
[Flags]
internal enum DataKinds
{
    Synthetic = 1,
    Idx = 2,
    Table = 4,
    NumPy = 8,
    Images = 16,
}

/// <summary>On a flag that means something to some kinds of data alone. With others it is refused: to pass over it would leave people in the belief that it did something.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GoesWithAttribute(DataKinds kinds) : Attribute
{
    private readonly DataKinds _kinds = kinds;

    private static readonly (DataKinds Kind, string Name)[] Names =
    [
        (DataKinds.Synthetic, "the synthetic problem"), (DataKinds.Idx, "idx files"), (DataKinds.Table, "tables"), (DataKinds.NumPy, "NumPy arrays"), (DataKinds.Images, "image folders"),
    ];

    /// <param name="options">The flags as they were given.</param>
    /// <param name="kind">What the data has turned out to be.</param>
    /// <exception cref="UsageException">One of them does not go with the data.</exception>
    public static void Check(TrainOptions options, DataKinds kind)
    {
        foreach (var (option, property) in OptionTable.Of(typeof(TrainOptions)))
        {
            if (property.GetCustomAttribute<GoesWithAttribute>() is { } only && property.GetValue(options) is not (null or false) && (only._kinds & kind) == 0)
                throw new UsageException($"--{option.LongName} goes with {InWords(only._kinds)}, not with {InWords(kind)}");
        }
    }

    private static string InWords(DataKinds kinds) => string.Join(" or ", Names.Where(n => (n.Kind & kinds) != 0).Select(n => n.Name));
}
