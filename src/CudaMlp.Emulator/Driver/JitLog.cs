using System.Text;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>The log buffers and the clock that a program passes as JIT options, to be filled before the call returns.</summary>
internal readonly unsafe ref struct JitLog
{
    private readonly CUjit_option* _options;
    private readonly void** _values;
    private readonly uint _count;

    public JitLog(uint count, CUjit_option* options, void** values)
    {
        _count = count;
        _options = options;
        _values = values;
        // Until something is written the logs are empty, whatever their memory held.
        Write("", CUjit_option.CU_JIT_ERROR_LOG_BUFFER, CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, keepCapacity: true);
        Write("", CUjit_option.CU_JIT_INFO_LOG_BUFFER, CUjit_option.CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES, keepCapacity: true);
    }

    public void WriteError(string text)
    {
        Write(text, CUjit_option.CU_JIT_ERROR_LOG_BUFFER, CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES);
        Write("", CUjit_option.CU_JIT_INFO_LOG_BUFFER, CUjit_option.CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES);
    }

    public void WriteInfo(string text)
    {
        Write(text, CUjit_option.CU_JIT_INFO_LOG_BUFFER, CUjit_option.CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES);
        Write("", CUjit_option.CU_JIT_ERROR_LOG_BUFFER, CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES);
    }

    public void WriteTime(float milliseconds)
    {
        int index = Find(CUjit_option.CU_JIT_WALL_TIME);
        if (index >= 0)
            *(float*)&_values[index] = milliseconds;
    }

    /// <summary>Puts as much text as fits, with its zero, and the bytes used into the size option.</summary>
    private void Write(string text, CUjit_option buffer, CUjit_option size, bool keepCapacity = false)
    {
        int at = Find(buffer), sizeAt = Find(size);
        if (at < 0 || sizeAt < 0 || _values[at] is null)
            return;
        uint capacity = *(uint*)&_values[sizeAt];
        if (capacity == 0)
            return;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int count = (int)Math.Min((uint)bytes.Length, Math.Min(capacity - 1, int.MaxValue));
        bytes.AsSpan(0, count).CopyTo(new Span<byte>(_values[at], count));
        ((byte*)_values[at])[count] = 0;
        if (!keepCapacity)
            *(uint*)&_values[sizeAt] = text.Length == 0 ? 0 : (uint)count + 1;
    }

    private int Find(CUjit_option option)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_options[i] == option)
                return i;
        }
        return -1;
    }
}
