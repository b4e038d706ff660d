using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Offline.Tests.Model;

/// <summary>ML.NET keeps cancellation internal, so it is reached by reflection here.</summary>
public sealed class CancellationTests
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Type _cancelable =
        typeof(IHostEnvironment).Assembly.GetType("Microsoft.ML.Runtime.ICancelable", throwOnError: true)!;

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Canceling_the_context_cancels_all_hosts_of_it()
    {
        var host = Environment.Register("Trainer");
        var inner = host.Register("Inner");
        Assert.False(IsCanceled(host));
        Assert.False(IsCanceled(inner));

        Cancel(_ml);

        Assert.True(IsCanceled(host));
        Assert.True(IsCanceled(inner));
    }

    [Fact]
    public void Hosts_registered_after_the_cancellation_are_canceled_from_the_start()
    {
        var host = Environment.Register("Trainer");
        Cancel(_ml);

        Assert.True(IsCanceled(Environment.Register("Late")));
        Assert.True(IsCanceled(host.Register("Inner")));
    }

    [Fact]
    public void Another_context_goes_on()
    {
        var other = new MLContext();
        var host = ((IHostEnvironment)other).Register("Trainer");

        Cancel(_ml);

        Assert.False(IsCanceled(host));
    }

    [Fact]
    public void A_canceled_host_leaves_its_parent_alone()
    {
        var host = Environment.Register("Trainer");
        var inner = host.Register("Inner");
        var innermost = inner.Register("Innermost");

        _cancelable.GetMethod("CancelExecution")!.Invoke(inner, null);

        Assert.False(IsCanceled(host));
        Assert.True(IsCanceled(inner));
        Assert.True(IsCanceled(innermost));
    }

    [Fact]
    public void Estimators_that_learn_stop_when_canceled()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Row { Number = 1, Text = "a" } });
        IEstimator<ITransformer>[] estimators =
        [
            _ml.Transforms.NormalizeMinMax("Number"),
            _ml.Transforms.NormalizeMeanVariance("Number"),
            _ml.Transforms.Conversion.MapValueToKey("Text"),
            _ml.Transforms.Categorical.OneHotEncoding("Text"),
        ];
        foreach (var estimator in estimators)
            estimator.Fit(data);

        Cancel(_ml);

        foreach (var estimator in estimators)
            Assert.Throws<OperationCanceledException>(() => estimator.Fit(data));
    }

    private IHostEnvironment Environment => _ml;

    private static void Cancel(MLContext ml) =>
        typeof(MLContext).GetMethod("CancelExecution", Hidden)!.Invoke(ml, null);

    private static bool IsCanceled(IHostEnvironment host) =>
        (bool)_cancelable.GetProperty("IsCanceled")!.GetValue(host)!;

    private sealed class Row
    {
        public float Number { get; set; }

        public string Text { get; set; } = "";
    }
}
