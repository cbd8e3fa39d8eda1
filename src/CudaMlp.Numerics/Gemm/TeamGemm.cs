namespace CudaMlp.Numerics;

/// <summary>A team's products: the workspaces of its members, and their common work. Nothing is allocated per product.</summary>
public sealed unsafe class TeamGemm : IDisposable
{
    /// <summary>Below this many multiply-adds a product is over before another thread is awake.</summary>
    private const double WorthWaking = 150_000;

    private readonly ThreadTeam _team;
    private readonly GemmWorkspace[] _workspaces;
    private readonly Product _product;

    /// <param name="team">Not owned: it outlives this object.</param>
    public TeamGemm(ThreadTeam team)
    {
        _team = team;
        _workspaces = new GemmWorkspace[team.Threads];
        for (var i = 0; i < _workspaces.Length; i++)
            _workspaces[i] = new GemmWorkspace();
        _product = new Product(this);
    }

    /// <summary>The workspace of one member, for <see cref="Gemm.RunPart"/> inside the team's own work.</summary>
    public GemmWorkspace this[int member] => _workspaces[member];

    public void Run(in GemmCall call) => Run(call, default(NoEpilogue));

    /// <summary>The product on the whole team, or on the calling thread alone when it is small. One caller at a time.</summary>
    public void Run<TEpilogue>(in GemmCall call, TEpilogue epilogue)
        where TEpilogue : unmanaged, IGemmEpilogue
    {
        if (_team.Threads == 1 || call.Work < WorthWaking)
        {
            Gemm.Run(call, epilogue, _workspaces[0]);
            return;
        }
        _product.Call = call;
        _product.Epilogue = &epilogue;
        _product.Part = &Part<TEpilogue>;
        _team.Run(_product, _team.Threads);
    }

    public void Dispose()
    {
        foreach (var workspace in _workspaces)
            workspace.Dispose();
    }

    private static void Part<TEpilogue>(in GemmCall call, void* epilogue, int piece, int pieces, GemmWorkspace workspace)
        where TEpilogue : unmanaged, IGemmEpilogue =>
        Gemm.RunPart(call, *(TEpilogue*)epilogue, piece, pieces, workspace);

    private sealed class Product(TeamGemm owner) : TeamPieces
    {
        public GemmCall Call;
        public void* Epilogue; // on the stack of the caller, who waits
        public delegate*<in GemmCall, void*, int, int, GemmWorkspace, void> Part;

        public override void Run(int piece, int member) => Part(Call, Epilogue, piece, owner._team.Threads, owner._workspaces[member]);
    }
}
