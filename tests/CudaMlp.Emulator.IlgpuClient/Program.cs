using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace CudaMlp.Emulator.IlgpuClient;

/// <summary>Runs ILGPU's kernels on whatever CUDA driver the loader finds. Prints one line a check; 0 when all passed.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using Context context = Context.Create(builder => builder.Cuda().EnableAlgorithms().Optimize(OptimizationLevel.O2));
        var devices = context.GetCudaDevices();
        if (devices.Count == 0)
        {
            Console.Error.WriteLine("no CUDA device found");
            return 3;
        }
        using CudaAccelerator accelerator = context.CreateCudaAccelerator(0);
        Console.WriteLine($"device {accelerator.Name} sm_{accelerator.Architecture.Major}{accelerator.Architecture.Minor} warp {accelerator.WarpSize}");
        int failed = 0;
        foreach ((string name, Action<CudaAccelerator> check) in KernelChecks.All.Concat(LibraryChecks.All))
        {
            if (args.Length > 0 && !args.Contains(name))
                continue;
            try
            {
                check(accelerator);
                Console.WriteLine($"PASS {name}");
            }
            catch (Exception e)
            {
                failed++;
                Console.WriteLine($"FAIL {name}: {e.GetType().Name}: {e.Message}");
            }
        }
        Console.WriteLine($"failed {failed}");
        return failed == 0 ? 0 : 1;
    }
}
