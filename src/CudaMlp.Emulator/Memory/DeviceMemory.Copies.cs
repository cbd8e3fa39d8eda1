using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CudaMlp.Emulator.Memory;

// What the host does with device memory: copies and sets, each with its range checked.
public sealed unsafe partial class DeviceMemory
{
    /// <summary>The host memory behind a range of one live allocation.</summary>
    /// <returns>False when the range is not wholly inside one allocation.</returns>
    public bool TryResolve(ulong address, ulong bytes, out byte* host)
    {
        Allocation? a = Find(address);
        if (a is null || a.End - address < bytes)
        {
            host = null;
            return false;
        }
        host = a.Host + (address - a.Address);
        return true;
    }

    /// <summary>The host memory behind a range, for reading or writing by a library call such as a GEMM.</summary>
    /// <exception cref="EmulatorFaultException">InvalidValue when the range is not wholly inside one live allocation.</exception>
    public byte* Resolve(ulong address, ulong bytes, string what)
    {
        if (TryResolve(address, bytes, out byte* host))
            return host;
        Allocation? freed = FindFreed(address);
        string why = freed is not null ? $"it lies in {freed.Describe()}" : Nearest(address);
        throw new EmulatorFaultException(FaultCode.InvalidValue, $"{what}: {bytes} bytes at 0x{address:x} are not device memory: {why}");
    }

    /// <summary>Tells the sanitizer that a range now holds values. Ranges outside every allocation are ignored.</summary>
    public void MarkWritten(ulong address, ulong bytes)
    {
        Allocation? a = Find(address);
        if (a?.Written is { } written && bytes > 0)
            written.Mark(address - a.Address, Math.Min(bytes, a.End - address));
    }

    /// <summary>True when no byte of the range is known to be unwritten.</summary>
    public bool IsWritten(ulong address, ulong bytes)
    {
        Allocation? a = Find(address);
        return a?.Written is not { } written || written.IsWritten(address - a.Address, Math.Min(bytes, a.End - address));
    }

    /// <summary>Host → device.</summary>
    public void CopyFromHost(ulong destination, void* source, ulong bytes)
    {
        if (bytes == 0)
            return;
        byte* to = Resolve(destination, bytes, "copy from host to device");
        Buffer.MemoryCopy(source, to, bytes, bytes);
        MarkWritten(destination, bytes);
    }

    /// <summary>Device → host.</summary>
    public void CopyToHost(void* destination, ulong source, ulong bytes)
    {
        if (bytes == 0)
            return;
        byte* from = Resolve(source, bytes, "copy from device to host");
        Buffer.MemoryCopy(from, destination, bytes, bytes);
    }

    /// <summary>Device → device; the ranges may overlap. Bytes that were never written stay so.</summary>
    public void CopyWithin(ulong destination, ulong source, ulong bytes)
    {
        if (bytes == 0)
            return;
        byte* from = Resolve(source, bytes, "copy within the device, source");
        byte* to = Resolve(destination, bytes, "copy within the device, destination");
        Buffer.MemoryCopy(from, to, bytes, bytes);
        if (IsWritten(source, bytes))
            MarkWritten(destination, bytes);
        else
            CopyMarks(destination, source, bytes);
    }

    /// <summary>Sets <paramref name="count"/> elements of 1, 2 or 4 bytes to a value.</summary>
    public void Set(ulong destination, uint value, int elementBytes, ulong count)
    {
        if (count == 0)
            return;
        if (elementBytes is not (1 or 2 or 4) || count > ulong.MaxValue / 4)
            throw new EmulatorFaultException(FaultCode.InvalidValue, $"cannot set {count} elements of {elementBytes} bytes");
        ulong bytes = count * (ulong)elementBytes;
        byte* to = Resolve(destination, bytes, "set");
        for (ulong done = 0; done < count;)
        {
            int part = (int)Math.Min(count - done, 1 << 28);
            byte* at = to + done * (ulong)elementBytes;
            if (elementBytes == 1)
                new Span<byte>(at, part).Fill((byte)value);
            else if (elementBytes == 2)
                new Span<ushort>(at, part).Fill((ushort)value);
            else
                new Span<uint>(at, part).Fill(value);
            done += (ulong)part;
        }
        MarkWritten(destination, bytes);
    }

    /// <summary>Typed host → device, for tests and small tools.</summary>
    public void Write<T>(ulong destination, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        fixed (T* p = &MemoryMarshal.GetReference(values))
            CopyFromHost(destination, p, (ulong)values.Length * (ulong)Unsafe.SizeOf<T>());
    }

    /// <summary>Typed device → host, for tests and small tools.</summary>
    public T[] Read<T>(ulong source, int count)
        where T : unmanaged
    {
        var values = new T[count];
        fixed (T* p = values)
            CopyToHost(p, source, (ulong)count * (ulong)Unsafe.SizeOf<T>());
        return values;
    }

    private void CopyMarks(ulong destination, ulong source, ulong bytes)
    {
        for (ulong i = 0; i < bytes; i++)
        {
            if (IsWritten(source + i, 1))
                MarkWritten(destination + i, 1);
        }
    }
}
