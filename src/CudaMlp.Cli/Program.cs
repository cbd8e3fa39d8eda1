using CudaMlp.Cli;

// A matter of the whole process, so it stands here: diagnose allocates some 26 MB, and each collection on the way would stop three busy threads for
// 20 ms. Where memory is scarce it collects all the same.
if (args is ["diagnose", ..] && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 1L << 29)
    GC.TryStartNoGCRegion(64 << 20);
return Application.Run(args, Console.Out, Console.Error);
