using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>What an optimizer works on: arenas of one layout in device memory.</summary>
/// <param name="Parameters">float32 master weights.</param>
/// <param name="Gradients">float32.</param>
/// <param name="Moment0">float32, or null where the rule needs none.</param>
/// <param name="Moment1">float32, or null.</param>
/// <param name="Copy">The weights as <paramref name="CopyType"/>, or null in float32.</param>
/// <param name="CopyType">How the copy is stored.</param>
/// <param name="Count">Elements of an arena.</param>
internal readonly record struct ParameterArenas(
    CUdeviceptr Parameters, CUdeviceptr Gradients, CUdeviceptr Moment0, CUdeviceptr Moment1, CUdeviceptr Copy, ElementType CopyType, int Count);
