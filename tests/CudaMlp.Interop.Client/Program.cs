using System.Runtime.InteropServices;
using CudaMlp.ManagedCuda;

namespace CudaMlp.Interop.Client;

/// <summary>Runs the checks through a binding, "native" or "managedcuda" (both when none is named). One line a check; 0 when all passed.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // Stands in for the package's own search, which looks for the same two names.
        NativeLibrary.SetDllImportResolver(typeof(Program).Assembly, (name, _, _) => name switch
        {
            "nvcuda" when !OperatingSystem.IsWindows() => TryLoad("libcuda.so"),
            "cublas64_12" when !OperatingSystem.IsWindows() => TryLoad("libcublas.so"),
            _ => 0,
        });

        var failed = 0;
        foreach (var binding in arguments.Length > 0 ? arguments : ["native", "managedcuda"])
        {
            (ICudaDriver driver, ICublas cublas) = binding switch
            {
                "native" => ((ICudaDriver)NativeCudaDriver.Load(), (ICublas)NativeCublas.Load()),
                "managedcuda" => (
                    ManagedCudaDriver.TryLoad(out var driverOrNull, out var failure) ? driverOrNull : throw new CudaUnavailableException(failure),
                    ManagedCublas.TryLoad(out var cublasOrNull, out failure) ? cublasOrNull : throw new CudaUnavailableException(failure)),
                _ => throw new ArgumentException($"'{binding}' is no binding: native or managedcuda"),
            };
            Console.WriteLine($"{binding}: {driver.Description}; {cublas.Description}");
            using var context = CudaContext.Open(driver);
            Console.WriteLine($"{binding}: {context.Device}");
            foreach (var (name, check) in BindingChecks.All)
            {
                try
                {
                    check(context, cublas);
                    Console.WriteLine($"PASS {binding} {name}");
                }
                catch (Exception e)
                {
                    failed++;
                    Console.WriteLine($"FAIL {binding} {name}: {e.GetType().Name}: {e.Message}");
                }
            }
        }

        Console.WriteLine($"failed {failed}");
        return failed == 0 ? 0 : 1;
    }

    private static nint TryLoad(string name) => NativeLibrary.TryLoad(name, out var handle) ? handle : 0;
}
