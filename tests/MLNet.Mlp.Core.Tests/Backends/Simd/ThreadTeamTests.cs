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
