using CudaMlp.Cuda.Devices;
using CudaMlp.Cuda.Diagnosis;
using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;

namespace CudaMlp.Cli.Commands;

/// <summary>What diagnose finds of CUDA: the libraries really loaded, each device, cuBLAS, and whether each kernel computes what it should.</summary>
internal static class GpuFindings
{
    /// <summary>The driver's library and version, and the devices it sees.</summary>
    public static DiagnosticSection Driver()
    {
        if (!NativeCudaDriver.TryLoad(out var driver, out var failure))
            return new("cuda", [new("driver", "none", failure)]);
        var findings = new List<Finding> { new("driver", driver.LibraryPath) };
        try
        {
            findings.Add(new("driver version", $"CUDA {Version(CudaDevice.GetDriverVersion(driver))}"));
            var devices = CudaDevice.Enumerate(driver);
            if (devices.Count == 0)
                findings.Add(new("devices", "none", "the driver sees no GPU: see nvidia-smi and CUDA_VISIBLE_DEVICES"));
            foreach (var device in devices)
                Describe(driver, device, findings);
        }
        catch (Exception e) when (e is CudaException or EntryPointNotFoundException)
        {
            findings.Add(new("devices", "none that can be used", e.Message));
        }

        return new("cuda", findings);
    }

    /// <summary>cuBLAS's library, and its version where a device lets it be asked.</summary>
    public static DiagnosticSection Cublas()
    {
        if (!NativeCublas.TryLoad(out var cublas, out var failure))
            return new("cublas", [new("library", "none", failure)]);
        var findings = new List<Finding> { new("library", cublas.LibraryPath) };
        if (!NativeCudaDriver.TryLoad(out var driver, out _))
            return new("cublas", findings);
        try
        {
            using var context = CudaContext.Open(driver);
            using var handle = new CublasHandle(cublas, context.DefaultStream);
            findings.Add(new("version", $"{handle.Version / 10000}.{handle.Version / 100 % 100}.{handle.Version % 100}"));
        }
        catch (Exception e) when (e is CudaException or EntryPointNotFoundException)
        {
            findings.Add(new("version", "could not be asked", e.Message));
        }

        return new("cublas", findings);
    }

    /// <summary>Each op's kernels, loaded and run on a small problem: on the GPU where there is one, else on the emulated device.</summary>
    /// <param name="kind">"cuda" or "emulator" to ask that one alone; null for the GPU and, where there is none, the emulated one.</param>
    public static DiagnosticSection Kernels(string? kind)
    {
        try
        {
            using var device = ((kind == "emulator" ? null : GpuDevices.OpenCuda(out _)) ?? (kind == "cuda" ? null : GpuDevices.OpenEmulator(0))) as GpuDevice;
            if (device is null)
            {
                return new("kernels",
                [
                    new("in the program", $"{KernelImages.Names.Count} ops as PTX: {string.Join(", ", KernelImages.Names)}"),
                    new("checked on", "nothing: there is no GPU", "without --device cuda, each of them is loaded and run on the emulated one"),
                ], "none was checked: there is no GPU");
            }

            var findings = new List<Finding> { new("checked on", $"{device.Kind}: {device.Description}") };
            if (KernelImages.Folder is { } folder)
                findings.Add(new("taken from", $"{folder}, not from the program: {KernelImages.FolderVariable} says so"));
            var reports = KernelCheck.Run(device);
            foreach (var report in reports)
            {
                findings.Add(report.Works
                    ? new(report.Op, $"right: {report.Kernels} kernel{(report.Kernels == 1 ? "" : "s")}, {report.Launches} launches, error {report.Error:0.00} of what is allowed")
                    : new(report.Op, "WRONG", report.Failure));
            }

            var wrong = reports.Where(r => !r.Works).Select(r => r.Op).ToArray();
            return new("kernels", findings, wrong.Length == 0 ? null : $"{string.Join(", ", wrong)}: not right on {device.Kind}");
        }
        catch (Exception e) when (e is CudaException or Data.DataException)
        {
            return new("kernels", [new("checked on", "nothing", e.Message)]);
        }
    }

    private static void Describe(ICudaDriver driver, CudaDevice device, List<Finding> findings)
    {
        var name = $"device {device.Ordinal}";
        var minimum = CudaContextOptions.Default.MinimumComputeCapability;
        findings.Add(new(
            name,
            $"{device.Name}, compute capability {device.ComputeCapability}, {device.MultiprocessorCount} multiprocessors",
            device.ComputeCapability >= minimum ? null : $"too old: compute capability {minimum} or more is needed"));
        findings.Add(new($"{name} bus, uuid", $"{device.PciBusId ?? "unknown"}, {(device.Uuid is { } uuid ? $"GPU-{uuid}" : "unknown")}"));
        try
        {
            using var context = CudaContext.Open(driver, device.Ordinal);
            var (free, total) = context.GetMemoryInfo();
            findings.Add(new($"{name} memory", $"{ModelSummary.Bytes((long)total)}, {ModelSummary.Bytes((long)free)} free"));
        }
        catch (CudaException e)
        {
            findings.Add(new($"{name} memory", $"{ModelSummary.Bytes((long)device.TotalMemory)}; the device cannot be opened", e.Message));
        }
    }

    private static string Version(int version) => $"{version / 1000}.{version % 1000 / 10}";
}
