using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_member_does_each_work_once(int size)
    {
        using var team = new ThreadTeam(size);
        var counts = new int[size];
        for (var run = 0; run < 100; run++) team.Run(member => counts[member]++);
        Assert.All(counts, count => Assert.Equal(100, count));
    }

    [Fact]
    public void No_member_starts_a_phase_before_all_have_done_the_one_before()
    {
        const int Size = 4, Phases = 20;
        using var team = new ThreadTeam(Size);
        var done = new int[Phases];
        var early = 0;
        var phases = Enumerable.Range(0, Phases).Select(phase => (Action<int>)(member =>
        {
            if (phase > 0 && Volatile.Read(ref done[phase - 1]) < Size) Interlocked.Increment(ref early);
            Thread.SpinWait(50 * ((member + phase) % Size));
            Interlocked.Increment(ref done[phase]);
        })).ToArray();
        for (var run = 0; run < 50; run++)
        {
            Array.Clear(done);
            team.Run(phases);
            Assert.All(done, count => Assert.Equal(Size, count));
        }
        Assert.Equal(0, early);
    }

    [Fact]
    public void Members_who_fell_asleep_wake_up()
    {
        using var team = new ThreadTeam(3);
        var count = 0;
        for (var run = 0; run < 5; run++)
        {
            team.Run(_ => Interlocked.Increment(ref count));
            Thread.Sleep(50); // Longer than members without work stay awake.
        }
        Assert.Equal(15, count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void What_a_member_throws_reaches_the_caller_and_the_team_goes_on(int culprit)
    {
        using var team = new ThreadTeam(3);
        var e = Assert.Throws<InvalidOperationException>(() => team.Run(member =>
        {
            if (member == culprit) throw new InvalidOperationException("boom");
        }));
        Assert.Equal("boom", e.Message);

        var count = 0;
        team.Run(_ => Interlocked.Increment(ref count));
        Assert.Equal(3, count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Threads_end_with_the_team_and_disposing_again_does_no_harm(int size)
    {
        var threads = new Thread[size];
        var team = new ThreadTeam(size);
        team.Run(member => threads[member] = Thread.CurrentThread);
        team.Dispose();
        team.Dispose();
        Assert.All(threads.Skip(1), thread =>
            Assert.True(thread.Join(TimeSpan.FromSeconds(20)), "The thread is still running."));
    }
}
