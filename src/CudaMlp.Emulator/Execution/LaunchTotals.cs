using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Profiler;

namespace CudaMlp.Emulator.Execution;

/// <summary>The counts of all workers of a launch, added up.</summary>
internal sealed unsafe class LaunchTotals(LoadedModule module, bool profile)
{
    private readonly Lock _gate = new();
    private readonly NodeCount[] _nodes = new NodeCount[profile ? module.AllNodes.Count : 0];
    private readonly AccessCount[] _accesses = new AccessCount[profile ? module.Sites.Count : 0];

    public int NodeCounters => module.AllNodes.Count;
    public int AccessCounters => _accesses.Length;
    public long WarpInstructions { get; private set; }
    public long ThreadInstructions { get; private set; }

    public void Add(Worker worker)
    {
        lock (_gate)
        {
            for (int i = 0; i < NodeCounters; i++)
            {
                NodeCount* count = worker.Counts + i;
                if (count->Warps == 0)
                    continue;
                int length = module.AllNodes[i].Length;
                WarpInstructions += count->Warps * length;
                ThreadInstructions += count->Threads * length;
                if (!profile)
                    continue;
                _nodes[i].Warps += count->Warps;
                _nodes[i].Threads += count->Threads;
                _nodes[i].Divergent += count->Divergent;
            }
            for (int i = 0; i < _accesses.Length; i++)
            {
                AccessCount* count = worker.Accesses + i;
                _accesses[i].Requests += count->Requests;
                _accesses[i].Bytes += count->Bytes;
                _accesses[i].Sectors += count->Sectors;
                _accesses[i].BankPasses += count->BankPasses;
                _accesses[i].BankIdeal += count->BankIdeal;
            }
        }
    }

    public KernelProfile ToProfile(EmulatedFunction function, LaunchRequest request, DeviceSpec device, TimeSpan elapsed) =>
        ProfileBuilder.Build(module, function, request, device, elapsed, _nodes, _accesses);
}
