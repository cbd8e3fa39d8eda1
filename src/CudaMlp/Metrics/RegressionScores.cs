namespace CudaMlp.Metrics;

/// <summary>
/// Regression scores over rows × outputs, with scikit-learn's definitions: errors are means over all values; R² is 1 - Σ(y-ŷ)² / Σ(y-ȳ)² for each
/// output (1 for a constant output that is met exactly, 0 for one that is not), then the mean over the outputs.
/// </summary>
public readonly record struct RegressionScores(double MeanSquaredError, double MeanAbsoluteError, double R2)
{
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <param name="truth">Row-major rows × outputs.</param>
    /// <param name="predicted">As <paramref name="truth"/>.</param>
    /// <param name="outputs">At least 1.</param>
    public static RegressionScores Of(ReadOnlySpan<float> truth, ReadOnlySpan<float> predicted, int outputs)
    {
        if (truth.Length != predicted.Length || outputs < 1 || truth.Length == 0 || truth.Length % outputs != 0)
            throw new ArgumentException($"{truth.Length} targets and {predicted.Length} predictions are no rows of {outputs} outputs");
        var rows = truth.Length / outputs;
        double squares = 0, absolutes = 0, r2 = 0;
        for (var o = 0; o < outputs; o++)
        {
            double mean = 0, residual = 0, spread = 0;
            for (var i = o; i < truth.Length; i += outputs)
                mean += truth[i];
            mean /= rows;
            for (var i = o; i < truth.Length; i += outputs)
            {
                var error = (double)truth[i] - predicted[i];
                residual += error * error;
                absolutes += Math.Abs(error);
                spread += (truth[i] - mean) * (truth[i] - mean);
            }

            squares += residual;
            // With one row R² is not defined; scikit-learn gives NaN there.
            r2 += rows < 2 ? double.NaN : spread > 0 ? 1 - (residual / spread) : residual == 0 ? 1 : 0;
        }

        return new RegressionScores(squares / truth.Length, absolutes / truth.Length, r2 / outputs);
    }
}
