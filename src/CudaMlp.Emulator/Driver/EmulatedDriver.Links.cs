using System.Runtime.InteropServices;
using System.Text;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// The linker. Its output is PTX, all texts in one, which cuModuleLoadData takes as well as a cubin.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuLinkCreate(uint numOptions, CUjit_option* options, void** optionValues, CUlinkState* stateOut)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (stateOut is null || (numOptions > 0 && (options is null || optionValues is null)))
            return CUDA_ERROR_INVALID_VALUE;
        *stateOut = new CUlinkState(_links.Add(new LinkJob(numOptions, options, optionValues)));
        return CUDA_SUCCESS;
    }

    public CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void* data, nuint size, byte* name, uint numOptions, CUjit_option* options, void** optionValues)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (_links.Find(state.Value) is not { } job)
            return CUDA_ERROR_INVALID_HANDLE;
        if (data is null || size is 0 or > ModuleImage.MaxBytes)
            return CUDA_ERROR_INVALID_VALUE;
        if (type is not (CUjitInputType.CU_JIT_INPUT_PTX or CUjitInputType.CU_JIT_INPUT_FATBINARY))
            return Refuse(job, CUDA_ERROR_NO_BINARY_FOR_GPU, $"{type} cannot be linked: the emulated device runs PTX");
        // A text may or may not carry its own terminating zero; what stands behind one is no part of it.
        var image = ModuleImage.Read(new ReadOnlySpan<byte>(data, (int)size), Device.Spec);
        if (image.Text is null)
            return Refuse(job, image.Error, image.Refusal!);
        job.Texts.Add(image.Text);
        return CUDA_SUCCESS;
    }

    public CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, byte* path, uint numOptions, CUjit_option* options, void** optionValues)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (path is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (!File.Exists(Text(path)))
            return Fail(CUDA_ERROR_FILE_NOT_FOUND, $"'{Text(path)}' does not exist");
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(Text(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(CUDA_ERROR_OPERATING_SYSTEM, e.Message);
        }
        fixed (byte* data = bytes)
            return cuLinkAddData(state, type, data, (nuint)bytes.Length, path, numOptions, options, optionValues);
    }

    public CUresult cuLinkComplete(CUlinkState state, void** cubinOut, nuint* sizeOut)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (cubinOut is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_links.Find(state.Value) is not { } job)
            return CUDA_ERROR_INVALID_HANDLE;
        if (job.Texts.Count == 0)
            return Refuse(job, CUDA_ERROR_INVALID_VALUE, "nothing was added to link");
        string linked;
        try
        {
            linked = LinkedText.Join(job.Texts);
            _ = Ptx.PtxParser.Parse(linked);
        }
        catch (Ptx.PtxException e)
        {
            return Refuse(job, PtxResult(e), PtxReport(e));
        }
        *cubinOut = (void*)job.Finish(linked, out nuint size);
        if (sizeOut is not null)
            *sizeOut = size;
        return CUDA_SUCCESS;
    }

    public CUresult cuLinkDestroy(CUlinkState state)
    {
        if (Present(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (_links.Remove(state.Value) is not { } job)
            return CUDA_ERROR_INVALID_HANDLE;
        job.Dispose();
        return CUDA_SUCCESS;
    }

    private CUresult Refuse(LinkJob job, CUresult error, string reason)
    {
        job.WriteError(reason);
        return Fail(error, reason);
    }

    /// <summary>A link under way. Option arrays stay the caller's, who keeps them alive until the job is destroyed.</summary>
    private sealed class LinkJob(uint count, CUjit_option* options, void** values) : IDisposable
    {
        private readonly CUjit_option[] _options = new ReadOnlySpan<CUjit_option>(options, (int)count).ToArray();
        private readonly nint _values = (nint)values;
        private nint _output;

        ~LinkJob() => Marshal.FreeCoTaskMem(_output);

        public List<string> Texts { get; } = [];

        public nint Finish(string text, out nuint size)
        {
            Marshal.FreeCoTaskMem(_output);
            _output = Marshal.StringToCoTaskMemUTF8(text);
            size = (nuint)Encoding.UTF8.GetByteCount(text) + 1;
            return _output;
        }

        public void WriteError(string text)
        {
            fixed (CUjit_option* p = _options)
                new JitLog((uint)_options.Length, p, (void**)_values).WriteError(text);
        }

        public void Dispose()
        {
            Marshal.FreeCoTaskMem(_output);
            _output = 0;
            GC.SuppressFinalize(this);
        }
    }
}
