using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// The functions of the tables whose meaning is known.
internal static unsafe partial class ExportTables
{
    private const int MostSwitches = 1024;
    private const int ResourceSwitchCount = 14;

    // What every runtime library keys its question with.
    private static readonly byte[] Key = Convert.FromHexString("146ADDAE53A9A752AA0841360BF55A9F");

    [UnmanagedCallersOnly]
    private static CUresult LoadModule(CUmodule* module, void* wrapper) { try { return Emulation.Driver.cuModuleLoadData(module, wrapper); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly]
    private static CUresult LoadModuleWithOptions(CUmodule* module, void* wrapper, CUjit_option* options, void** values, uint count) { try { return Emulation.Driver.cuModuleLoadDataEx(module, wrapper, count, options, values); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly]
    private static CUresult LoadFatbin(void* fatbin, CUmodule* module, CUjit_option* options, void** values, uint count) { try { return Emulation.Driver.cuModuleLoadDataEx(module, fatbin, count, options, values); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly]
    private static CUresult PrimaryContext(CUcontext* context, CUdevice device) { try { return Emulation.Driver.PrimaryContext(context, device); } catch (Exception e) { return Emulation.Failed(e); } }

    /// <summary>The compiler of PTX is part of this library: there is none to load.</summary>
    [UnmanagedCallersOnly]
    private static CUresult LoadCompilers() => CUresult.CUDA_SUCCESS;

    [UnmanagedCallersOnly]
    private static void CallSwitches(void** switches, nuint* count)
    {
        *switches = Switches;
        *count = MostSwitches;
    }

    [UnmanagedCallersOnly]
    private static void ResourceSwitches(void** switches, nuint* count)
    {
        *switches = Switches;
        *count = ResourceSwitchCount;
    }

    [UnmanagedCallersOnly]
    private static CUresult Put(CUcontext context, nint key, nint value, nint onDestroy) { try { return Emulation.Driver.PutStored(context, key, value, onDestroy); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly]
    private static CUresult Delete(CUcontext context, nint key) { try { return Emulation.Driver.DeleteStored(context, key); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly]
    private static CUresult Get(nint* value, CUcontext context, nint key) { try { return Emulation.Driver.GetStored(value, context, key); } catch (Exception e) { return Emulation.Failed(e); } }

    /// <summary>Of every context the answer is zero.</summary>
    [UnmanagedCallersOnly]
    private static CUresult CheckContext(CUcontext context, uint* result, void** reason)
    {
        if (result is not null)
            *result = 0;
        return CUresult.CUDA_SUCCESS;
    }

    [UnmanagedCallersOnly]
    private static uint CheckNothing() => 0;

    /// <summary>
    /// The runtime library asks whether it speaks to a driver and its tables, and to nothing that stands in between: both sides compute the same
    /// 16 bytes of what they know. Of the last digit of the version, 0 and 1 mean a fixed answer.
    /// </summary>
    [UnmanagedCallersOnly]
    private static CUresult Shake(uint version, ulong unixSeconds, ulong* result)
    {
        try
        {
            if (result is null)
                return CUresult.CUDA_ERROR_INVALID_VALUE;
            (result[0], result[1]) = (version % 10) switch
            {
                0 => (0x3341181C03CB675CUL, 0x8ED383AA1F4CD1E8UL),
                1 => (0x1841181C03CB675CUL, 0x8ED383AA1F4CD1E8UL),
                _ => Answer(version, unixSeconds),
            };
            return CUresult.CUDA_SUCCESS;
        }
        catch (Exception e)
        {
            return Emulation.Failed(e);
        }
    }

    private static (ulong Low, ulong High) Answer(uint version, ulong unixSeconds)
    {
        using var message = new MemoryStream();
        using var writer = new BinaryWriter(message);
        writer.Write((uint)EmulatedDriver.Version);
        writer.Write(version);
        writer.Write((uint)Environment.ProcessId);
        writer.Write((uint)CurrentThread());
        writer.Write((ulong)Cudart);
        writer.Write((ulong)Handshake);
        writer.Write((ulong)Handshake[1]);
        writer.Write(unixSeconds);
        CUdevice device = default;
        CUuuid id;
        Emulation.Driver.cuDeviceGetUuid(&id, device);
        writer.Write(new ReadOnlySpan<byte>(id.bytes, 16));
        writer.Write(Attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID));
        writer.Write(Attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_PCI_BUS_ID));
        writer.Write(Attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID));
        byte[] hash = HmacMd2.Compute(Key, message.ToArray());
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8)));
    }

    private static int Attribute(CUdevice_attribute attribute)
    {
        int value = 0;
        Emulation.Driver.cuDeviceGetAttribute(&value, attribute, default);
        return value;
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint CurrentThread();
}
