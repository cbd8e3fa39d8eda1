using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;

namespace CudaMlp.Plan;

/// <summary>
/// An op of a step, at the level at which a device may fuse. What an op means is fixed, how it is cut is the device's affair: the
/// CPU adds bias and activation in the product's epilogue, CUDA runs a product and then a kernel.
/// Where values are stored as half, each op reads its inputs as float32, computes in float32 and rounds its result once to the output's type,
/// but for the product's result z, which is rounded to its buffer's type before bias and activation.
/// </summary>
public abstract record StepOp;

/// <summary>
/// Rows of the batch: Output[r, j] = feature[index[r], j]·scale[j] + shift[j], and the rows' labels or targets into the session's own buffer.
/// </summary>
public sealed record GatherBatch(StepBuffer Output) : StepOp;

/// <summary>
/// Preactivation = Input·W (rounded to its type), Output = activation(Preactivation + b). Preactivation and Output are one
/// buffer unless the backward pass needs both (GELU).
/// </summary>
public sealed record DenseForward(int Layer, StepBuffer Input, StepBuffer Preactivation, StepBuffer Output, DenseLayer Spec) : StepOp;

/// <summary>
/// Output = Input·keep / (1 - Rate), keep = u ≥ Rate with u = (x &gt;&gt; 8)·2^-24 from Philox 4x32-10: key (seed low, seed high),
/// counter (index / 4, layer, step low, step high), word index mod 4, where index = row·width + column within the batch and step counts batches since training began.
/// </summary>
public sealed record Dropout(int Layer, StepBuffer Input, StepBuffer Output, float Rate) : StepOp;

/// <summary>
/// Loss and its gradient with respect to the last layer's output, times the loss scale: adds to the loss sum (unscaled) and to the count of
/// correct rows (argmax; the lowest index wins a tie). Short batches divide by their own length.
/// </summary>
public sealed record LossGradient(LossSpec Loss, StepBuffer Prediction, StepBuffer Gradient) : StepOp;

/// <summary>
/// Weight gradient = Inputᵀ·Gradient and bias gradient = column sums of Gradient, both float32 into the gradient arena;
/// and, unless it is the first layer, InputGradient = Gradient·Wᵀ.
/// </summary>
public sealed record DenseBackward(int Layer, StepBuffer Input, StepBuffer Gradient, StepBuffer? InputGradient) : StepOp;

/// <summary>The same mask and scale as <see cref="Dropout"/>, in place on the gradient.</summary>
public sealed record DropoutBackward(int Layer, StepBuffer Gradient, float Rate) : StepOp;

/// <summary>
/// PreactivationGradient = OutputGradient ⊙ activation'(…), from the stored Output or, for GELU, from Preactivation + b.
/// Both gradients may be one buffer.
/// </summary>
public sealed record ActivationBackward(
    int Layer, StepBuffer Preactivation, StepBuffer Output, StepBuffer OutputGradient, StepBuffer PreactivationGradient, DenseLayer Spec) : StepOp;

/// <summary>
/// Looks at the whole gradient arena: with <paramref name="LossScaling"/>, a non-finite gradient skips the update, halves the scale and
/// resets the count of good steps; 2000 good steps in a row double it. Without it, a non-finite loss or gradient is remembered as the first bad step and, from
/// then on, no update is applied. Gives the update its factor: clip / scale.
/// </summary>
public sealed record GradientControl(bool LossScaling, float ClipNorm) : StepOp;

/// <summary>The optimizer over the whole arena, with the step's learning rate, and in mixed precision the half copy of the new weights.</summary>
public sealed record OptimizerUpdate(OptimizerSpec Optimizer) : StepOp;
