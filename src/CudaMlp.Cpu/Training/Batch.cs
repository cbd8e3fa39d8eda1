namespace CudaMlp.Cpu.Training;

/// <summary>What a step's phases need to know of it.</summary>
/// <param name="First">Where the batch begins in the session's order of rows.</param>
/// <param name="Rows">Rows of the batch: the last of an epoch may be short.</param>
/// <param name="Step">Batches since training began.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="LossScale">By which the loss's gradient is multiplied.</param>
internal readonly record struct Batch(int First, int Rows, long Step, float LearningRate, float LossScale);
