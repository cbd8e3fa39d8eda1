namespace CudaMlp.Numerics.Tests;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_member_runs_once_per_run(int threads)
    {
        using var team = new ThreadTeam(threads);
        var runs = new int[threads];
        var work = new Work((member, members) =>
        {
            Assert.Equal(threads, members);
            runs[member]++;
        });
        for (var i = 0; i < 2000; i++)
            team.Run(work);
        Assert.All(runs, n => Assert.Equal(2000, n));
    }

    [Fact]
    public void A_parked_team_wakes()
    {
        using var team = new ThreadTeam(4);
        var runs = 0;
        var work = new Work((_, _) => Interlocked.Increment(ref runs));
        for (var i = 1; i <= 20; i++)
        {
            Thread.Sleep(2);
            team.Run(work);
            Assert.Equal(4 * i, runs);
        }
    }

    [Fact]
    public void Members_meet_and_see_what_others_wrote()
    {
        const int Threads = 4;
        const int Rounds = 3000;
        using var team = new ThreadTeam(Threads);
        var written = new int[Threads];
        var wrong = 0;
        var work = new Work((member, members) =>
        {
            for (var round = 1; round <= Rounds; round++)
            {
                written[member] = round;
                team.Meet(member);
                for (var other = 0; other < members; other++)
                {
                    if (written[other] != round)
                        Interlocked.Increment(ref wrong);
                }
                team.Meet(member);
            }
        });
        team.Run(work);
        Assert.Equal(0, wrong);
        Assert.All(written, n => Assert.Equal(Rounds, n));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_member_that_throws_releases_the_rest_and_reaches_the_caller(int thrower)
    {
        using var team = new ThreadTeam(3);
        var passed = 0;
        var failing = new Work((member, _) =>
        {
            if (member == thrower)
                throw new FormatException("broken on purpose");
            team.Meet(member);
            Interlocked.Increment(ref passed);
        });
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("broken on purpose", Assert.Throws<FormatException>(() => team.Run(failing)).Message);
            Assert.Equal(0, passed);
            var runs = 0;
            team.Run(new Work((member, _) =>
            {
                team.Meet(member);
                Interlocked.Increment(ref runs);
            }));
            Assert.Equal(3, runs);
        }
    }

    [Fact]
    public void Nothing_is_allocated_per_run()
    {
        using var team = new ThreadTeam(2);
        var work = new Meeting(team);
        team.Run(work);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
                team.Run(work);
        }));
        Assert.Equal(0, work.LeastAllocatedByTheOther);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_piece_runs_once_also_between_joint_runs(int threads)
    {
        using var team = new ThreadTeam(threads);
        var joint = 0;
        var all = new Work((_, _) => Interlocked.Increment(ref joint));
        for (var round = 1; round <= 1500; round++)
        {
            var count = round % 9;
            var pieces = new Pieces(count);
            team.Run(pieces, count);
            Assert.All(pieces.Runs, n => Assert.Equal(1, n));
            if (round % 3 == 0)
                team.Run(all);
            if (round % 500 == 0)
                Thread.Sleep(3);
        }
        Assert.Equal(threads * 500, joint);
    }

    [Fact]
    public void A_piece_that_throws_reaches_the_caller_after_the_rest_is_done()
    {
        using var team = new ThreadTeam(2);
        var pieces = new Pieces(10) { Thrower = 4 };
        Assert.Throws<FormatException>(() => team.Run(pieces, 10));
        Assert.All(pieces.Runs, n => Assert.Equal(1, n));
        var next = new Pieces(3);
        team.Run(next, 3);
        Assert.All(next.Runs, n => Assert.Equal(1, n));
    }

    [Fact]
    public void Pieces_allocate_nothing()
    {
        using var team = new ThreadTeam(2);
        var pieces = new Pieces(4);
        team.Run(pieces, 4);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
                team.Run(pieces, 4);
        }));
    }

    [Fact]
    public void Running_the_team_from_its_own_work_is_refused()
    {
        using var team = new ThreadTeam(2);
        var inner = new Work((_, _) => { });
        Assert.Throws<InvalidOperationException>(() => team.Run(new Work((_, _) => team.Run(inner))));
        team.Run(inner);
    }

    [Fact]
    public async Task Callers_on_several_threads_take_turns()
    {
        using var team = new ThreadTeam(2);
        var inside = 0;
        var runs = 0;
        var work = new Work((_, _) =>
        {
            if (Interlocked.Increment(ref inside) > 2)
                throw new InvalidOperationException("two runs at once");
            Interlocked.Increment(ref runs);
            Interlocked.Decrement(ref inside);
        });
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 300; i++)
                team.Run(work);
        })));
        Assert.Equal(3 * 300 * 2, runs);
    }

    [Fact]
    public void A_disposed_team_refuses_work_and_its_threads_have_ended()
    {
        var team = new ThreadTeam(3);
        var threads = new Thread?[3];
        team.Run(new Work((member, _) => threads[member] = Thread.CurrentThread));
        team.Dispose();
        team.Dispose();
        Assert.False(threads[1]!.IsAlive);
        Assert.False(threads[2]!.IsAlive);
        Assert.Throws<ObjectDisposedException>(() => team.Run(new Work((_, _) => { })));
    }

    private sealed class Pieces(int count) : TeamPieces
    {
        public int[] Runs { get; } = new int[count];

        public int Thrower { get; init; } = -1;

        public override void Run(int piece, int member)
        {
            Interlocked.Increment(ref Runs[piece]);
            if (piece == Thrower)
                throw new FormatException("broken on purpose");
        }
    }

    private sealed class Work(Action<int, int> share) : TeamWork
    {
        public override void Run(int member, int members) => share(member, members);
    }

    private sealed class Meeting(ThreadTeam team) : TeamWork
    {
        private long _before = -1;

        /// <summary>Between two runs, the least of all: see <see cref="AllocatedBytes"/>.</summary>
        public long LeastAllocatedByTheOther { get; private set; } = long.MaxValue;

        public override void Run(int member, int members)
        {
            team.Meet(member);
            if (member != 1)
                return;
            var now = GC.GetAllocatedBytesForCurrentThread();
            if (_before >= 0)
                LeastAllocatedByTheOther = Math.Min(LeastAllocatedByTheOther, now - _before);
            _before = now;
        }
    }
}
