using ILGPU.Runtime.OpenCL;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public class GuardedSessionTests
{
    private static readonly Network _network = Network.Create(2, [3], 2);

    [Fact]
    public void Failures_of_the_device_are_told_in_the_words_of_this_library()
    {
        using var session = Create(() => throw new CLException(CLError.CL_OUT_OF_RESOURCES), out var device);
        foreach (var call in Calls(session))
        {
            var e = Assert.Throws<GpuFailedException>(call);
            Assert.Contains($"({device.Name})", e.Message, StringComparison.Ordinal);
            Assert.True(e.OutOfMemory);
        }
    }

    [Fact]
    public void Other_exceptions_are_passed_on()
    {
        var session = Create(() => throw new ArgumentException("no"), out var device);
        foreach (var call in Calls(session)) Assert.Throws<ArgumentException>(call);
        Assert.Throws<ArgumentException>(session.Dispose);
        Assert.Throws<ObjectDisposedException>(device.CreateGpu);
    }

    [Fact]
    public void All_calls_are_passed_on_until_it_is_disposed()
    {
        var callCount = 0;
        var session = Create(() => callCount++, out var device);
        foreach (var call in Calls(session)) call();
        Assert.Equal(7, callCount);

        session.Dispose();
        session.Dispose();

        Assert.Equal(8, callCount);
        foreach (var call in Calls(session)) Assert.Throws<ObjectDisposedException>(call);
        Assert.Throws<ObjectDisposedException>(device.CreateGpu); // As the session was its last user.
    }

    [Fact]
    public void A_session_of_a_device_that_failed_can_be_disposed()
    {
        var session = Create(() => throw new CLException(CLError.CL_DEVICE_NOT_AVAILABLE), out var device);
        Assert.Throws<GpuFailedException>(() => session.TakeTotals());
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(device.CreateGpu);
    }

    private static GuardedSession Create(Action call, out OpenDevice device)
    {
        device = TestGpu.OpenAnother();
        var session = new GuardedSession(device, device.CreateGpu(), new Session(call));
        device.Dispose();
        return session;
    }

    private static Action[] Calls(GuardedSession session) =>
    [
        () => session.Train(null!, [], 1, []), () => session.TakeTotals(), () => session.Evaluate(null!),
        () => session.HasFiniteParameters(), () => session.CopyParametersTo(_network), () => session.SaveState(),
        () => session.LoadState(null!),
    ];

    /// <summary>A session that only tells that it is called.</summary>
    private sealed class Session(Action call) : ITrainingSession
    {
        public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates) =>
            call();

        public Totals TakeTotals() => Answer(default(Totals));

        public Totals Evaluate(LabeledRows data) => Answer(default(Totals));

        public bool HasFiniteParameters() => Answer(true);

        public void CopyParametersTo(Network network) => call();

        public SessionState SaveState() => Answer(new SessionState(0, []));

        public void LoadState(SessionState state) => call();

        public void Dispose() => call();

        private T Answer<T>(T answer)
        {
            call();
            return answer;
        }
    }
}
