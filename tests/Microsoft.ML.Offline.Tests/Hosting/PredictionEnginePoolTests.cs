using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
using Microsoft.ML.Offline.Tests.Model;

namespace Microsoft.ML.Offline.Tests.Hosting;

public sealed class PredictionEnginePoolTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("pool").FullName;

    private string ModelPath => Path.Combine(_folder, "model.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pool_predicts_with_the_model_of_its_file()
    {
        SaveModel("A", ModelPath);
        using var services = Services(builder => builder.FromFile(ModelPath));
        var pool = Pool(services);

        Assert.Equal(1, pool.Predict(new Input { A = 1, B = 2 }).Y);
        Assert.True(pool.GetModel().IsRowToRowMapper);
    }

    [Fact]
    public void Engine_is_lent_to_one_at_a_time_and_again_when_it_is_back()
    {
        SaveModel("A", ModelPath);
        using var services = Services(builder => builder.FromFile(ModelPath, watchForChanges: false));
        var pool = Pool(services);

        var first = pool.GetPredictionEngine();
        var second = pool.GetPredictionEngine();
        Assert.NotSame(first, second);

        pool.ReturnPredictionEngine(first);
        Assert.Same(first, pool.GetPredictionEngine());
        Assert.NotSame(first, pool.GetPredictionEngine());
        pool.ReturnPredictionEngine(second);
        Assert.Same(second, pool.GetPredictionEngine());
    }

    [Fact]
    public void Engine_comes_back_when_prediction_fails()
    {
        SaveModel("A", ModelPath);
        using var services = Services(builder => builder.FromFile(ModelPath, watchForChanges: false));
        var pool = Pool(services);
        var engine = pool.GetPredictionEngine();
        pool.ReturnPredictionEngine(engine);

        Assert.Throws<ArgumentNullException>(() => pool.Predict(null!));

        Assert.Same(engine, pool.GetPredictionEngine());
    }

    [Fact]
    public void Threads_do_not_get_in_each_others_way()
    {
        SaveModel("A", ModelPath);
        using var services = Services(builder => builder.FromFile(ModelPath, watchForChanges: false));
        var pool = Pool(services);

        var predicted = new float[2000];
        Parallel.For(0, predicted.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => predicted[i] = pool.Predict(new Input { A = i }).Y);

        Assert.Equal(Enumerable.Range(0, predicted.Length).Select(i => (float)i), predicted);
    }

    [Fact]
    public void Changed_file_is_loaded_if_it_is_watched()
    {
        SaveModel("A", ModelPath);
        using var services = Services(builder => builder.FromFile(ModelPath, watchForChanges: true));
        var pool = Pool(services);
        Assert.Equal(1, pool.Predict(new Input { A = 1, B = 2 }).Y);

        SaveModel("B", ModelPath);

        Assert.True(Comes(() => pool.Predict(new Input { A = 1, B = 2 }).Y == 2));
    }

    [Fact]
    public void Changed_file_is_left_alone_if_it_is_not_watched()
    {
        SaveModel("A", ModelPath);
        using var services = Services(builder => builder.FromFile(ModelPath, watchForChanges: false));
        var pool = Pool(services);
        var model = pool.GetModel();

        // Once the other pool has seen the change, this one has had its chance.
        using var watching = Services(builder => builder.FromFile(ModelPath, watchForChanges: true));
        var watched = Pool(watching);
        var before = watched.GetModel();
        SaveModel("B", ModelPath);
        Assert.True(Comes(() => !ReferenceEquals(before, watched.GetModel())));

        Assert.Same(model, pool.GetModel());
        Assert.Equal(1, pool.Predict(new Input { A = 1, B = 2 }).Y);
    }

    [OfflineLaneFact]
    public void Engine_of_a_replaced_model_is_not_lent_again()
    {
        SaveModel("A", ModelPath);
        using var services = Services(builder => builder.FromFile(ModelPath));
        var pool = Pool(services);
        var (old, model) = (pool.GetPredictionEngine(), pool.GetModel());
        SaveModel("B", ModelPath);
        Assert.True(Comes(() => !ReferenceEquals(model, pool.GetModel())));

        pool.ReturnPredictionEngine(old);

        Assert.NotSame(old, pool.GetPredictionEngine());
    }

    [Fact]
    public void Missing_file_and_missing_model_are_refused()
    {
        using var noFile = Services(builder => builder.FromFile(ModelPath));
        var error = Assert.Throws<ArgumentException>(() => Pool(noFile));
        Assert.Contains(ModelPath, error.Message, StringComparison.Ordinal);

        using var noModel = Services(_ => { });
        Assert.Throws<ArgumentException>(() => Pool(noModel).GetPredictionEngine());
    }

    [Fact]
    public void Nothing_cannot_be_returned()
    {
        SaveModel("A", ModelPath);
        using var services = Services(builder => builder.FromFile(ModelPath, watchForChanges: false));

        Assert.Throws<ArgumentNullException>(() => Pool(services).ReturnPredictionEngine(null!));
    }

    /// <summary>A model whose Y is a copy of a column.</summary>
    private void SaveModel(string column, string path)
    {
        var data = _ml.Data.LoadFromEnumerable([new Input()]);
        _ml.Model.Save(_ml.Transforms.CopyColumns("Y", column).Fit(data), data.Schema, path);
    }

    private static ServiceProvider Services(Action<PredictionEnginePoolBuilder<Input, Output>> addModel)
    {
        var services = new ServiceCollection();
        addModel(services.AddPredictionEnginePool<Input, Output>());
        return services.BuildServiceProvider();
    }

    private static PredictionEnginePool<Input, Output> Pool(IServiceProvider services)
        => services.GetRequiredService<PredictionEnginePool<Input, Output>>();

    private static bool Comes(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
                return false;
            Thread.Sleep(10);
        }
        return true;
    }

    private sealed class Input
    {
        public float A { get; set; }

        public float B { get; set; }
    }

    private sealed class Output
    {
        public float Y { get; set; }
    }
}
