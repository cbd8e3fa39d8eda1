namespace CudaMlp.Data;

/// <summary>
/// Samples in memory: a matrix of features, row-major rows × <see cref="Features"/>, as bytes or as float32, a scale and a shift for each feature
/// that turn a stored value into the network's input (x·scale + shift), and labels or targets.
/// </summary>
public sealed class DataBlock
{
    private DataBlock(int rows, int features, float[] scale, float[] shift)
    {
        if (rows < 0 || features < 1 || scale.Length != features || shift.Length != features)
            throw new ArgumentException($"{rows} rows of {features} features with {scale.Length} scales and {shift.Length} shifts are no block of data");
        (Rows, Features, Scale, Shift) = (rows, features, scale, shift);
    }

    public int Rows { get; }

    public int Features { get; }

    /// <summary>One a feature.</summary>
    public float[] Scale { get; }

    /// <summary>One a feature.</summary>
    public float[] Shift { get; }

    /// <summary>Features stored as bytes, or empty where they are <see cref="Floats"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>Features stored as float32, or empty where they are <see cref="Bytes"/>.</summary>
    public ReadOnlyMemory<float> Floats { get; private init; }

    /// <summary>True where features are stored as bytes.</summary>
    public bool IsBytes { get; private init; }

    /// <summary>Class of each row; empty in regression and where labels are unknown.</summary>
    public ReadOnlyMemory<int> Labels { get; init; }

    /// <summary>Row-major rows × outputs; empty in classification.</summary>
    public ReadOnlyMemory<float> Targets { get; init; }

    public static DataBlock Of(ReadOnlyMemory<byte> features, int rows, float[] scale, float[] shift)
    {
        CheckLength(features.Length, rows, scale.Length);
        return new DataBlock(rows, scale.Length, scale, shift) { Bytes = features, IsBytes = true };
    }

    public static DataBlock Of(ReadOnlyMemory<float> features, int rows, float[] scale, float[] shift)
    {
        CheckLength(features.Length, rows, scale.Length);
        return new DataBlock(rows, scale.Length, scale, shift) { Floats = features };
    }

    /// <summary>The same features with other labels and targets.</summary>
    public DataBlock With(ReadOnlyMemory<int> labels, ReadOnlyMemory<float> targets) =>
        new(Rows, Features, Scale, Shift) { Bytes = Bytes, Floats = Floats, IsBytes = IsBytes, Labels = labels, Targets = targets };

    private static void CheckLength(int length, int rows, int features)
    {
        if (length != (long)rows * features)
            throw new ArgumentException($"{length} values are not {rows} rows of {features} features");
    }
}
