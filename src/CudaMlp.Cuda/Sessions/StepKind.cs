namespace CudaMlp.Cuda.Sessions;

/// <summary>What a captured graph does with a batch.</summary>
internal enum StepKind
{
    Train,
    Evaluate,
    Predict,
}
