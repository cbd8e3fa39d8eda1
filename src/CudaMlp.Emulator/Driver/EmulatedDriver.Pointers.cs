using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// What an address is.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuPointerGetAttribute(void* data, CUpointer_attribute attribute, CUdeviceptr ptr)
    {
        if (Present(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (data is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (Memory.Find(ptr.Value) is not { } allocation)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"{ptr} was neither allocated by nor registered with the driver");
        return Describe(allocation, ptr.Value, attribute, data);
    }

    /// <summary>What an address has not is null, unlike with <see cref="cuPointerGetAttribute"/>, where it is an error.</summary>
    public CUresult cuPointerGetAttributes(uint numAttributes, CUpointer_attribute* attributes, void** data, CUdeviceptr ptr)
    {
        if (Present(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (numAttributes == 0 || attributes is null || data is null)
            return CUDA_ERROR_INVALID_VALUE;
        Allocation? allocation = Memory.Find(ptr.Value);
        for (uint i = 0; i < numAttributes; i++)
        {
            if (data[i] is null)
                return CUDA_ERROR_INVALID_VALUE;
            _ = Describe(allocation, ptr.Value, attributes[i], data[i]);
        }
        return CUDA_SUCCESS;
    }

    /// <summary>The mapping at an address of mapped memory; of other memory all of it.</summary>
    private (ulong Address, ulong Bytes) Mapped(Allocation allocation, ulong address) =>
        allocation.Kind == AllocationKind.Mapped && Memory.FindMapping(address) is { } mapping ? (mapping.Address, mapping.Bytes) : (allocation.Address, allocation.Bytes);

    /// <remarks>A yes or no takes four bytes: the runtime library asks for the managed one with that much room, uninitialised.</remarks>
    private CUresult Describe(Allocation? allocation, ulong address, CUpointer_attribute attribute, void* data)
    {
        bool host = allocation is { Kind: AllocationKind.Pinned or AllocationKind.Registered };
        bool managed = allocation is { Kind: AllocationKind.Managed };
        switch (attribute)
        {
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_CONTEXT:
                *(nint*)data = allocation is not null && _owners.TryGetValue(allocation.Address, out EmulatedContext? owner) ? owner.Handle.Value : 0;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMORY_TYPE:
                *(uint*)data = allocation is null ? 0 : (uint)(host ? CUmemorytype.CU_MEMORYTYPE_HOST : CUmemorytype.CU_MEMORYTYPE_DEVICE);
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_DEVICE_POINTER:
                *(ulong*)data = allocation is null ? 0 : address;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_HOST_POINTER:
                *(ulong*)data = host || managed ? address : 0;
                return host || managed || allocation is null ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_SYNC_MEMOPS or CUpointer_attribute.CU_POINTER_ATTRIBUTE_IS_LEGACY_CUDA_IPC_CAPABLE
                or CUpointer_attribute.CU_POINTER_ATTRIBUTE_IS_GPU_DIRECT_RDMA_CAPABLE:
                *(int*)data = 0;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_BUFFER_ID:
                *(ulong*)data = (ulong)(allocation?.Id ?? 0);
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_IS_MANAGED:
                *(int*)data = managed ? 1 : 0;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL:
                *(int*)data = allocation is null ? -2 : 0;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_START_ADDR:
                *(ulong*)data = allocation is null ? 0 : Memory.Reserved(allocation).Address;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_SIZE:
                *(nuint*)data = (nuint)(allocation is null ? 0 : Memory.Reserved(allocation).Bytes);
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_MAPPING_BASE_ADDR:
                *(ulong*)data = allocation is null ? 0 : Mapped(allocation, address).Address;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_MAPPING_SIZE:
                *(nuint*)data = (nuint)(allocation is null ? 0 : Mapped(allocation, address).Bytes);
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_MAPPED:
                *(int*)data = allocation is null ? 0 : 1;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_ALLOWED_HANDLE_TYPES:
                *(ulong*)data = 0;
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_ACCESS_FLAGS:
                *(int*)data = allocation is null ? 0 : 3; // read and write
                break;
            case CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMPOOL_HANDLE:
                *(nint*)data = 0;
                break;
            default:
                return CUDA_ERROR_NOT_SUPPORTED;
        }
        return CUDA_SUCCESS;
    }
}
