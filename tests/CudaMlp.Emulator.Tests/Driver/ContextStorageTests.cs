using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>What the runtime library keeps with a context.</summary>
public sealed unsafe class ContextStorageTests : DriverTest
{
    private const nint Key = 0x1000;

    [Fact]
    public void What_was_put_is_found_under_its_key_and_context()
    {
        nint value;
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.GetStored(&value, default, Key));
        Ok(Driver.PutStored(default, Key, 5, 0));
        Ok(Driver.GetStored(&value, Context, Key));
        Assert.Equal(5, value);
        CUcontext second;
        Ok(Driver.cuCtxCreate(&second, 0, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.GetStored(&value, default, Key));
        Ok(Driver.DeleteStored(Context, Key));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.GetStored(&value, Context, Key));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.PutStored(new CUcontext(7), Key, 5, 0));
    }

    [Fact]
    public void Its_end_is_told_once()
    {
        CUcontext primary;
        Ok(Driver.cuDevicePrimaryCtxRetain(&primary, default));
        int calls = 0;
        Ok(Driver.PutStored(primary, Key, (nint)Unsafe.AsPointer(ref calls), (nint)(delegate* unmanaged<CUcontext, nint, nint, void>)&Count));
        Ok(Driver.cuDevicePrimaryCtxReset(default));
        Assert.Equal(1, calls);
        Ok(Driver.cuDevicePrimaryCtxRelease(default));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Asking_for_the_primary_context_does_not_hold_it()
    {
        CUcontext asked, retained;
        Ok(Driver.PrimaryContext(&asked, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuDevicePrimaryCtxRelease(default));
        Ok(Driver.cuDevicePrimaryCtxRetain(&retained, default));
        Assert.Equal(asked, retained);
        Ok(Driver.cuDevicePrimaryCtxRelease(default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuCtxSetCurrent(asked));
    }

    [UnmanagedCallersOnly]
    private static void Count(CUcontext context, nint key, nint value) => (*(int*)value)++;
}
