using System.Text.Json.Nodes;

namespace CudaMlp.Data;

/// <summary>How features are brought to the network's scale.</summary>
public enum Normalization
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>To [0, 1]: bytes by 1/255, other values by the range seen in the training part.</summary>
    Rescale,

    /// <summary>(x - mean) / standard deviation of the training part, feature by feature; a feature that never varies is only centred.</summary>
    Standardize,
}

/// <summary>
/// What is done to a row before the network sees it: x·scale + shift, feature by feature. Fitted on the training part alone and saved with the model.
/// </summary>
public sealed class Preprocessing
{
    /// <exception cref="ArgumentException">Lengths differ or a value is not finite.</exception>
    public Preprocessing(Normalization kind, float[] scale, float[] shift)
    {
        if (scale.Length < 1 || scale.Length != shift.Length)
            throw new ArgumentException($"{scale.Length} scales and {shift.Length} shifts: there must be one of each a feature");
        if (scale.AsSpan().ContainsAnyExceptFinite() || shift.AsSpan().ContainsAnyExceptFinite())
            throw new ArgumentException("a scale or shift is not finite");
        (Kind, Scale, Shift) = (kind, scale, shift);
    }

    public Normalization Kind { get; }

    /// <summary>One a feature.</summary>
    public float[] Scale { get; }

    /// <summary>One a feature.</summary>
    public float[] Shift { get; }

    /// <summary>
    /// What the reader of the format must know to read new rows alike (columns and categories of a table, size of a picture…), kept as
    /// it was given; null where there is nothing. Written by the reader, saved with the model.
    /// </summary>
    public JsonObject? Reader { get; init; }

    /// <summary>What is done to the targets of a regression; null leaves them as they are.</summary>
    public TargetScale? Targets { get; init; }

    /// <summary>Leaves everything as it is.</summary>
    public static Preprocessing None(int features)
    {
        var scale = new float[features];
        Array.Fill(scale, 1f);
        return new Preprocessing(Normalization.None, scale, new float[features]);
    }

    /// <summary>Bytes to [0, 1].</summary>
    public static Preprocessing Pixels(int features)
    {
        var scale = new float[features];
        Array.Fill(scale, 1f / 255);
        return new Preprocessing(Normalization.Rescale, scale, new float[features]);
    }

    /// <summary>Fits to the rows of the training part, read from start to end, in float64.</summary>
    /// <param name="kind">What is done to the features.</param>
    /// <param name="training">The training part.</param>
    /// <param name="reader">See <see cref="Reader"/>.</param>
    /// <param name="standardizeTargets">Whether the targets of a regression are brought to mean 0 and deviation 1.</param>
    /// <exception cref="DataException">There are no rows, or a value that is fitted to is not finite; the message names it.</exception>
    public static Preprocessing Fit(Normalization kind, IDataSource training, JsonObject? reader = null, bool standardizeTargets = false)
    {
        var features = training.Schema.Features;
        var fitted = kind switch
        {
            Normalization.None => None(features),
            Normalization.Rescale when training.Schema.IsBytes => Pixels(features),
            _ => FeatureStatistics.Of(training).Fit(kind),
        };
        return new Preprocessing(fitted.Kind, fitted.Scale, fitted.Shift) { Reader = reader, Targets = standardizeTargets ? TargetScale.Fit(training) : null };
    }

    internal void Check(int features, string source)
    {
        if (features != Scale.Length)
            throw new DataException(source, $"rows have {features} features where the model expects {Scale.Length}");
    }
}
