namespace CudaMlp.Losses;

public enum LossKind
{
    /// <summary>
    /// -log softmax(z)[y] over integer labels y, times the class's weight. Gradient of a batch of B: w[y]·(softmax(z) - onehot(y)) / B.
    /// </summary>
    SoftmaxCrossEntropy,

    /// <summary>Mean over the outputs of (prediction - target)². Gradient of a batch of B with K outputs: 2·(prediction - target) / (B·K).</summary>
    MeanSquaredError,
}

/// <summary>What is minimised: the mean over the batch of the loss of each sample (Keras's sum over batch size; class weights do not enter the divisor).</summary>
/// <param name="Kind">Which loss.</param>
/// <param name="ClassWeights">One weight a class, or null for 1 each; only for <see cref="LossKind.SoftmaxCrossEntropy"/>.</param>
public sealed record LossSpec(LossKind Kind, float[]? ClassWeights = null)
{
    /// <param name="outputs">Of the network.</param>
    /// <exception cref="ArgumentException">The class weights do not fit the loss or the network, or one is negative or not finite.</exception>
    public void Validate(int outputs)
    {
        if (ClassWeights is not { } weights)
            return;
        if (Kind != LossKind.SoftmaxCrossEntropy || weights.Length != outputs)
            throw new ArgumentException($"class weights go with a classifier and are one a class ({outputs}), not {weights.Length}");
        foreach (var weight in weights)
        {
            if (!(float.IsFinite(weight) && weight >= 0))
                throw new ArgumentException($"a class weight must be finite and not negative, not {weight}");
        }
    }
}
