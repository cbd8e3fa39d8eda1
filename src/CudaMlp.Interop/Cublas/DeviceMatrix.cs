namespace CudaMlp.Interop;

/// <summary>A matrix in device memory as cuBLAS sees it.</summary>
/// <param name="Address">The first element.</param>
/// <param name="Type">The elements' type.</param>
/// <param name="LeadingDimension">Elements from one row to the next (row-major calls) or one column to the next (column-major ones).</param>
public readonly record struct DeviceMatrix(CUdeviceptr Address, cudaDataType Type, int LeadingDimension);
