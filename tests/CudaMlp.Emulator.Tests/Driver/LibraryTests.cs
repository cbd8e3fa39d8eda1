using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Libraries: programs that belong to no context, and become a module of each that uses them.</summary>
public sealed unsafe class LibraryTests : DriverTest
{
    [Fact]
    public void It_loads_without_a_context_and_runs_in_every_one()
    {
        CUcontext none;
        Ok(Driver.cuCtxPopCurrent(&none));
        CUlibrary library = LoadLibrary();
        CUkernel bump = Kernel(library, "bump");
        CUfunction function;
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuKernelGetFunction(&function, bump));
        Ok(Driver.cuCtxSetCurrent(Context));
        CUdeviceptr p = Upload(1);
        Ok(Driver.cuKernelGetFunction(&function, bump));
        Ok(Bump(function, p, 1, 1));
        CUcontext second;
        Ok(Driver.cuCtxCreate(&second, 0, default));
        // The function is the first context's; the kernel is a function in either.
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Bump(function, p, 1, 1));
        Ok(Bump(new CUfunction(bump.Value), p, 1, 1));
        Assert.Equal([3], Download<int>(p, 1));
    }

    [Fact]
    public void Each_context_has_its_own_variables()
    {
        CUlibrary library = LoadLibrary();
        CUdeviceptr first = Variable(library);
        int changed = 7, value;
        Ok(Driver.cuMemcpyHtoD(first, &changed, 4));
        CUcontext second;
        Ok(Driver.cuCtxCreate(&second, 0, default));
        CUdeviceptr other = Variable(library);
        Assert.NotEqual(first, other);
        Ok(Driver.cuMemcpyDtoH(&value, other, 4));
        Assert.Equal(41, value);
    }

    [Fact]
    public void It_outlives_a_reset_of_the_primary_context_but_its_variables_begin_anew()
    {
        CUcontext primary;
        Ok(Driver.cuDevicePrimaryCtxRetain(&primary, default));
        Ok(Driver.cuCtxSetCurrent(primary));
        CUlibrary library = LoadLibrary();
        CUkernel store = Kernel(library, "store");
        int value = 7;
        Ok(Driver.cuMemcpyHtoD(Variable(library), &value, 4));
        Ok(Driver.cuDevicePrimaryCtxReset(default));
        CUdeviceptr variable = Variable(library);
        Ok(Driver.cuMemcpyDtoH(&value, variable, 4));
        Assert.Equal(41, value);
        void* argument = &variable;
        Ok(Driver.cuLaunchKernel(new CUfunction(store.Value), 1, 1, 1, 1, 1, 1, 0, default, &argument, null));
        Ok(Driver.cuMemcpyDtoH(&value, variable, 4));
        Assert.Equal(7, value);
    }

    [Fact]
    public void What_is_set_on_a_kernel_holds_in_contexts_to_come()
    {
        CUlibrary library = LoadLibrary();
        CUkernel shared = Kernel(library, "shared");
        Ok(Driver.cuKernelSetAttribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 100_000, shared, default));
        CUcontext second;
        Ok(Driver.cuCtxCreate(&second, 0, default));
        int bytes;
        Ok(Driver.cuKernelGetAttribute(&bytes, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, shared, default));
        Assert.Equal(100_000, bytes);
    }

    [Fact]
    public void Its_kernels_are_counted_listed_and_found_by_name()
    {
        CUlibrary library = LoadLibrary(), of;
        uint count;
        Ok(Driver.cuLibraryGetKernelCount(&count, library));
        Assert.Equal(5u, count);
        CUkernel* kernels = stackalloc CUkernel[6];
        Ok(Driver.cuLibraryEnumerateKernels(kernels, 6, library));
        Assert.Equal(Kernel(library, "bump"), kernels[0]);
        Assert.Equal(default, kernels[5]);
        Ok(Driver.cuKernelGetLibrary(&of, kernels[4]));
        Assert.Equal(library, of);
        CUkernel missing;
        fixed (byte* name = Zero("missing"))
            Assert.Equal(CUresult.CUDA_ERROR_NOT_FOUND, Driver.cuLibraryGetKernel(&missing, library, name));
    }

    [Fact]
    public void Unloaded_it_is_gone_with_its_kernels_and_modules()
    {
        CUlibrary library = LoadLibrary();
        CUkernel bump = Kernel(library, "bump");
        CUmodule module;
        Ok(Driver.cuLibraryGetModule(&module, library));
        Assert.Equal(CUresult.CUDA_ERROR_NOT_PERMITTED, Driver.cuModuleUnload(module));
        Ok(Driver.cuLibraryUnload(library));
        CUdeviceptr p = Upload(1);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Bump(new CUfunction(bump.Value), p, 1, 1));
        CUfunction function;
        fixed (byte* name = Zero("bump"))
            Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuModuleGetFunction(&function, module, name));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuLibraryUnload(library));
    }

    [Fact]
    public void Only_a_managed_variable_is_found_as_one()
    {
        CUlibrary library = LoadLibrary(Kernels + "\n.visible .global .align 4 .attribute(.managed) .u32 both = 5;");
        CUdeviceptr p;
        nuint bytes;
        fixed (byte* name = Zero("both"))
            Ok(Driver.cuLibraryGetManaged(&p, &bytes, library, name));
        Assert.Equal((5, (nuint)4), (*(int*)p.Value, bytes));
        fixed (byte* name = Zero("counter"))
            Assert.Equal(CUresult.CUDA_ERROR_NOT_FOUND, Driver.cuLibraryGetManaged(&p, &bytes, library, name));
    }

    private CUlibrary LoadLibrary(string ptx = Kernels)
    {
        CUlibrary library;
        fixed (byte* code = Zero(ptx))
            Ok(Driver.cuLibraryLoadData(&library, code, null, null, 0));
        return library;
    }

    private CUkernel Kernel(CUlibrary library, string name)
    {
        CUkernel kernel;
        fixed (byte* text = Zero(name))
            Ok(Driver.cuLibraryGetKernel(&kernel, library, text));
        return kernel;
    }

    private CUdeviceptr Variable(CUlibrary library)
    {
        CUdeviceptr p;
        fixed (byte* name = Zero("counter"))
            Ok(Driver.cuLibraryGetGlobal(&p, null, library, name));
        return p;
    }
}
