namespace CudaMlp.Plan;

/// <summary>A matrix of a step: row-major, batch × <paramref name="Width"/>, allocated once.</summary>
/// <param name="Id">Its index in <see cref="TrainingStep.Buffers"/>.</param>
/// <param name="Name">For messages and profiles, such as "a1" or "dz0".</param>
/// <param name="Width">Columns.</param>
/// <param name="Type">How its elements are stored.</param>
public sealed record StepBuffer(int Id, string Name, int Width, ElementType Type);
