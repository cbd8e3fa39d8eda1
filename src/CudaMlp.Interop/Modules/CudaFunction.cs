namespace CudaMlp.Interop;

/// <summary>A kernel. It lives as long as its module.</summary>
public sealed unsafe class CudaFunction
{
    private readonly CudaModule _module;
    private readonly CUfunction _value;

    internal CudaFunction(CudaModule module, CUfunction value, string name)
    {
        _module = module;
        _value = value;
        Name = name;
    }

    public string Name { get; }

    public CudaContext Context => _module.Context;

    /// <exception cref="ObjectDisposedException">The module was unloaded.</exception>
    public CUfunction Value
    {
        get
        {
            _ = _module.Value;
            return _value;
        }
    }

    /// <summary>The largest block this kernel can be launched with, given its registers.</summary>
    public int MaximumBlockSize => GetAttribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK);

    public int RegistersPerThread => GetAttribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS);

    /// <summary>Bytes of local memory of a thread; other than 0 means spilled registers or an indexed local array.</summary>
    public int LocalBytes => GetAttribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES);

    /// <summary>Bytes of statically declared shared memory of a block.</summary>
    public int StaticSharedBytes => GetAttribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES);

    public int GetAttribute(CUfunction_attribute attribute)
    {
        Context.EnsureCurrent();
        int value;
        Context.Driver.Check(Context.Driver.cuFuncGetAttribute(&value, attribute, Value), $"cuFuncGetAttribute({attribute} of {Name})");
        return value;
    }

    public void SetAttribute(CUfunction_attribute attribute, int value)
    {
        Context.EnsureCurrent();
        Context.Driver.Check(Context.Driver.cuFuncSetAttribute(Value, attribute, value), $"cuFuncSetAttribute({attribute} of {Name}, {value})");
    }

    /// <summary>Allows blocks more dynamic shared memory than the 48 KiB that every kernel may have.</summary>
    public void AllowDynamicSharedBytes(int bytes) => SetAttribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes);

    /// <summary>How many blocks of the kernel a multiprocessor holds at once.</summary>
    public int GetActiveBlocksPerMultiprocessor(int blockSize, ulong dynamicSharedBytes = 0)
    {
        Context.EnsureCurrent();
        int blocks;
        Context.Driver.Check(
            Context.Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, Value, blockSize, (nuint)dynamicSharedBytes),
            $"cuOccupancyMaxActiveBlocksPerMultiprocessor({Name}, block {blockSize}, {dynamicSharedBytes} shared bytes)");
        return blocks;
    }

    /// <summary>Queues the kernel. The arguments are copied before the call returns; memory they point to must live until it has run.</summary>
    /// <exception cref="CudaException">
    /// The launch was refused; or an earlier kernel's fault came to light (with <see cref="CudaContext.SynchronizeAfterLaunch"/> the fault is this one's).
    /// </exception>
    public void Launch(in LaunchShape shape, CudaStream stream, ref LaunchArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.RequireContext(Context);
        var driver = stream.Enter();
        var pointers = stackalloc void*[LaunchArguments.MaximumCount];
        CUresult result;
        fixed (byte* block = arguments.Block)
        {
            for (var i = 0; i < arguments.Count; i++)
                pointers[i] = block + arguments.Offsets[i];
            result = driver.cuLaunchKernel(
                Value, shape.GridX, shape.GridY, shape.GridZ, shape.BlockX, shape.BlockY, shape.BlockZ, shape.SharedBytes, stream.Value, pointers, null);
        }

        driver.Check(result, $"cuLaunchKernel({Name}, {shape}, {arguments.Count} arguments)");
        if (Context.SynchronizeAfterLaunch)
            Context.AfterLaunch(stream, $"cuLaunchKernel({Name}, {shape})");
    }
}
