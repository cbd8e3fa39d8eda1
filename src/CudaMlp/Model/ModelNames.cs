using CudaMlp.Losses;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Model;

/// <summary>Things that are named in text, on the command line and in code, by the names the field has for them.</summary>
public sealed class NameTable<T>(string what, params (string Name, T Value)[] entries)
{
    public IEnumerable<string> Names => entries.Select(e => e.Name);

    /// <exception cref="ArgumentException">There is no such name; the message lists those there are and suggests the nearest.</exception>
    public T Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var (known, value) in entries)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        var hint = Spelling.Nearest(name, Names) is { } nearest ? $"; did you mean {nearest}?" : "";
        throw new ArgumentException($"there is no {what} \"{name}\": expected one of {string.Join(", ", Names)}{hint}");
    }

    /// <summary>The first name of a value.</summary>
    public string NameOf(T value) => entries.First(e => EqualityComparer<T>.Default.Equals(e.Value, value)).Name;
}

/// <summary>The names of activations, losses, optimizers and the like.</summary>
public static class ModelNames
{
    public static NameTable<Activation> Activations { get; } = new(
        "activation",
        ("relu", Activation.ReLU), ("tanh", Activation.Tanh), ("sigmoid", Activation.Sigmoid), ("leaky_relu", Activation.LeakyReLU),
        ("gelu", Activation.GELU), ("none", Activation.None), ("linear", Activation.None));

    public static NameTable<WeightInitializer> Initializers { get; } = new(
        "initializer",
        ("auto", WeightInitializer.Auto), ("he_uniform", WeightInitializer.HeUniform), ("he_normal", WeightInitializer.HeNormal),
        ("glorot_uniform", WeightInitializer.GlorotUniform), ("glorot_normal", WeightInitializer.GlorotNormal),
        ("lecun_uniform", WeightInitializer.LeCunUniform), ("lecun_normal", WeightInitializer.LeCunNormal));

    public static NameTable<LossKind> Losses { get; } = new(
        "loss",
        ("crossentropy", LossKind.SoftmaxCrossEntropy), ("sparse_categorical_crossentropy", LossKind.SoftmaxCrossEntropy),
        ("categorical_crossentropy", LossKind.SoftmaxCrossEntropy), ("mse", LossKind.MeanSquaredError), ("mean_squared_error", LossKind.MeanSquaredError));

    /// <summary>With the defaults of <see cref="OptimizerSpec"/>.</summary>
    public static NameTable<Func<OptimizerSpec>> Optimizers { get; } = new(
        "optimizer",
        ("adam", () => OptimizerSpec.Adam()), ("adamw", () => OptimizerSpec.AdamW()), ("sgd", () => OptimizerSpec.SGD()),
        ("momentum", () => OptimizerSpec.SGD(momentum: 0.9f)), ("nesterov", () => OptimizerSpec.SGD(momentum: 0.9f, nesterov: true)),
        ("rmsprop", () => OptimizerSpec.RMSprop()), ("adagrad", () => OptimizerSpec.Adagrad()));

    public static NameTable<ScheduleKind> Schedules { get; } = new(
        "schedule",
        ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step), ("exponential", ScheduleKind.Exponential),
        ("cosine", ScheduleKind.Cosine), ("linear", ScheduleKind.Linear));

    public static NameTable<Precision> Precisions { get; } = new(
        "precision",
        ("fp32", Precision.Float32), ("tf32", Precision.TensorFloat32), ("mixed", Precision.MixedFloat16), ("fp16", Precision.MixedFloat16),
        ("bf16", Precision.MixedBFloat16));
}
