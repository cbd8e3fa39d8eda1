using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(CudaMlp.Benchmarks.GemmBenchmarks).Assembly).Run(args);
