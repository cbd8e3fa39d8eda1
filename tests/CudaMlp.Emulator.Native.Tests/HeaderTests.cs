using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>
/// Constants, layouts, signatures and versions against NVIDIA's own headers. What a header older than these sources does not know is left out,
/// so every test says how much it must have compared.
/// </summary>
public sealed class HeaderTests
{
    private static readonly Assembly Interop = typeof(CUresult).Assembly;
    private static readonly Assembly Native = Assembly.Load("libcuda");

    /// <summary>Structures, with the members of those whose fields have names of their own here.</summary>
    private static readonly (string Managed, string C, string[]? Members)[] Structures =
    [
        ("CUuuid", "CUuuid", null),
        ("CUDA_MEMCPY2D", "CUDA_MEMCPY2D", null),
        ("CUDA_MEMCPY3D", "CUDA_MEMCPY3D", null),
        ("CUDA_KERNEL_NODE_PARAMS", "CUDA_KERNEL_NODE_PARAMS_v2", null),
        ("CUgraphExecUpdateResultInfo", "CUgraphExecUpdateResultInfo", null),
        ("HostNodeParams", "CUDA_HOST_NODE_PARAMS", ["fn", "userData"]),
        ("MemsetNodeParams", "CUDA_MEMSET_NODE_PARAMS", ["dst", "pitch", "value", "elementSize", "width", "height"]),
        ("MemoryLocation", "CUmemLocation", ["type", "id"]),
        ("MemoryAccess", "CUmemAccessDesc", ["location", "flags"]),
        ("MemoryProperties", "CUmemAllocationProp",
            ["type", "requestedHandleTypes", "location", "win32HandleMetaData", "allocFlags.compressionType", "allocFlags.gpuDirectRDMACapable", "allocFlags.usage", "allocFlags.reserved"]),
        ("MemoryPoolProperties", "CUmemPoolProps", ["allocType", "handleTypes", "location", "win32SecurityAttributes", "maxSize", "reserved"]),
        ("AllocationNodeParams", "CUDA_MEM_ALLOC_NODE_PARAMS", ["poolProps", "accessDescs", "accessDescCount", "bytesize", "dptr"]),
        ("NodeParams", "CUgraphNodeParams", ["type", "reserved0", "reserved1", "reserved2"]),
        ("StreamMemoryParams", "CUstreamBatchMemOpParams", ["operation", "waitValue.address", "waitValue.value64", "waitValue.flags"]),
        ("GraphInstantiateParams", "CUDA_GRAPH_INSTANTIATE_PARAMS", ["flags", "hUploadStream", "hErrNode_out", "result_out"]),
        ("LaunchConfig", "CUlaunchConfig", ["gridDimX", "gridDimY", "gridDimZ", "blockDimX", "blockDimY", "blockDimZ", "sharedMemBytes", "hStream", "attrs", "numAttrs"]),
        ("LaunchAttribute", "CUlaunchAttribute", ["id", "value"]),
    ];

    [Fact]
    public void Constants_have_the_headers_values()
    {
        Dictionary<string, long> ours = Interop.GetTypes().Where(t => t.IsEnum).SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(f => f.Name.StartsWith("CU", StringComparison.Ordinal)).ToDictionary(f => f.Name, f => Convert.ToInt64(f.GetRawConstantValue()));
        string[] known = [.. ours.Keys.Where(name => CudaHeader.Declares(name))];
        Dictionary<string, long> theirs = CudaHeader.Evaluate(known);
        Assert.Empty(known.Where(name => ours[name] != theirs[name]).Select(name => $"{name} is {theirs[name]}, not {ours[name]}"));
        Assert.True(known.Length >= 400, $"only {known.Length} constants were found in the header");
    }

    [Fact]
    public void Structures_are_laid_out_as_in_the_header()
    {
        Dictionary<string, Type> types = new[] { Interop, Native, Assembly.Load("CudaMlp.Emulator") }.SelectMany(a => a.GetTypes()).Where(t => t.IsValueType && !t.IsNested)
            .GroupBy(t => t.Name).ToDictionary(g => g.Key, g => g.First());
        var ours = new Dictionary<string, long>();
        foreach ((string managed, string c, string[]? members) in Structures)
        {
            Type type = types[managed];
            FieldInfo[] fields = [.. type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).OrderBy(f => (long)Marshal.OffsetOf(type, f.Name))];
            Assert.Equal(fields.Length, (members ?? [.. fields.Select(f => f.Name)]).Length);
            ours[$"sizeof({c})"] = RuntimeHelpers.SizeOf(type.TypeHandle);
            for (int i = 0; i < fields.Length; i++)
                ours[$"offsetof({c}, {members?[i] ?? fields[i].Name})"] = (long)Marshal.OffsetOf(type, fields[i].Name);
        }
        // Not a structure of its own here: the driver reads the copy behind what comes first.
        ours["offsetof(CUDA_MEMCPY_NODE_PARAMS, copyParams)"] = 16;
        Dictionary<string, long> theirs = CudaHeader.Evaluate(ours.Keys);
        Assert.Empty(ours.Where(p => theirs[p.Key] != p.Value).Select(p => $"{p.Key} is {theirs[p.Key]}, not {p.Value}"));
    }

    [Fact]
    public void Every_function_that_the_header_declares_is_exported()
    {
        string[] declared = [.. CudaHeader.Functions.Keys];
        Assert.Empty(declared.Except(NativeLibraries.Exports()));
        Assert.True(declared.Length >= 900, $"only {declared.Length} functions were found in the headers");
    }

    [Fact]
    public void Exports_take_what_the_header_declares()
    {
        (string Name, MethodInfo Method)[] exports = [.. Exports().Where(e => Declared(e.Name) is not null)];
        Dictionary<string, long> sizes = CudaHeader.Evaluate(exports.SelectMany(e => Declared(e.Name)!.Parameters).SelectMany(p => new[] { p, Pointee(p) ?? p }).Select(t => $"sizeof({t})"));
        var differences = new List<string>();
        foreach ((string name, MethodInfo method) in exports)
        {
            Type[] ours = [.. method.GetParameters().Select(p => p.ParameterType)];
            string[] theirs = [.. Declared(name)!.Parameters];
            if (ours.Length != theirs.Length)
                differences.Add($"{name} takes {theirs.Length} parameters, not {ours.Length}");
            for (int i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
            {
                if (SizeOf(ours[i]) != sizes[$"sizeof({theirs[i]})"])
                    differences.Add($"{name}, parameter {i}: {theirs[i]} is not {ours[i]}");
                // What a pointer of ours to something leads to is as wide as there; void says nothing.
                Type? target = ours[i].IsPointer ? ours[i].GetElementType() : null;
                if (target is not null && target != typeof(void) && Pointee(theirs[i]) is { } pointee && SizeOf(target) != sizes[$"sizeof({pointee})"])
                    differences.Add($"{name}, parameter {i}: {theirs[i]} leads to {sizes[$"sizeof({pointee})"]} bytes, {ours[i]} to {SizeOf(target)}");
            }
        }
        Assert.Empty(differences);
        Assert.True(exports.Length >= 320, $"only {exports.Length} exports were found in the header");
    }

    [Theory]
    [InlineData("cuda.prototypes.h")]
    [InlineData("cublas.prototypes.h")]
    public void Imports_are_declared_as_in_the_header(string facts) =>
        CudaHeader.Compile(facts + ".c", File.ReadAllText(Repository.At("tests", "CudaMlp.Interop.Tests", "Facts", facts)));

    [Fact]
    public void Functions_came_in_the_versions_that_the_header_says()
    {
        Type table = Native.GetType("CudaMlp.Emulator.Native.SymbolVersions")!;
        var ours = (Dictionary<string, int[]>)table.GetField("ByName", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        Dictionary<string, int[]> theirs = CudaHeader.Versions();
        int newest = theirs.Values.Max(v => v[^1]);
        Assert.Empty(theirs.Where(p => !ours.TryGetValue(p.Key, out int[]? versions) || !versions.Where(v => v <= newest).SequenceEqual(p.Value))
            .Select(p => $"{p.Key}: {string.Join(' ', p.Value)}, not {string.Join(' ', ours.GetValueOrDefault(p.Key, []))}"));
        Assert.True(theirs.Count >= 400, $"only {theirs.Count} functions were found in the header");
    }

    [Fact]
    public void Every_function_of_the_headers_is_exported()
    {
        Assert.Empty(CudaHeader.Functions.Keys.Except(NativeLibraries.Exports()));
        Assert.True(CudaHeader.Functions.Count >= 1000, $"only {CudaHeader.Functions.Count} functions were found in the headers");
    }

    private static IEnumerable<(string Name, MethodInfo Method)> Exports() =>
        from type in Native.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        let export = method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()?.EntryPoint
        where export is not null
        select (export, method);

    /// <summary>Forms for per-thread default streams take what the others take.</summary>
    private static CFunction? Declared(string export) =>
        CudaHeader.Functions.GetValueOrDefault(export) ?? CudaHeader.Functions.GetValueOrDefault(export.Replace("_ptsz", "").Replace("_ptds", ""));

    private static string? Pointee(string type) => type.EndsWith('*') && type[..^1].Trim() is var target && target is not ("void" or "const void") ? target : null;

    private static int SizeOf(Type type) => type.IsPointer || type.IsFunctionPointer ? nint.Size : RuntimeHelpers.SizeOf(type.TypeHandle);
}
