using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Model;

public sealed class ChainTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public ChainTests() => _data = _ml.Data.LoadFromEnumerable([new Row { X = 1 }, new Row { X = 2 }]);

    [Fact]
    public void Estimators_are_fitted_one_on_the_output_of_the_other()
    {
        var chain = new Doubling("X", "A").Append(new Doubling("X", "B")).Append(new Doubling("X", "C"));
        var model = chain.Fit(_data);

        Assert.Equal(3, model.Count());
        Assert.IsType<Doubling>(chain.LastEstimator);
        Assert.Same(model.Last(), model.LastTransformer);
        var output = model.Transform(_data);
        Assert.Equal(["X", "A", "B", "C"], output.Schema.Select(column => column.Name));
        Assert.Equal([2f, 4], output.GetColumn<float>("C"));
        Assert.Equal(output.Schema.Select(c => c.Name), model.GetOutputSchema(_data.Schema).Select(c => c.Name));
    }

    [Fact]
    public void Nothing_is_fitted_when_the_schema_does_not_fit()
    {
        var first = new Doubling("X", "A");

        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => first.Append(new Doubling("Missing", "B")).Fit(_data));

        Assert.Contains("Missing", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, first.Fits);
    }

    [Fact]
    public void Empty_chain_changes_nothing()
    {
        var model = new EstimatorChain<ITransformer>().Fit(_data);

        Assert.Empty(model);
        Assert.Null(model.LastTransformer);
        Assert.Equal([1f, 2], model.Transform(_data).GetColumn<float>("X"));
    }

    [Fact]
    public void Cache_checkpoint_spares_the_rest_of_the_chain_from_reading_again()
    {
        int passes = 0;
        var data = _ml.Data.LoadFromEnumerable(Counted());

        new Doubling("X", "X2").Append(new Reader("X")).Append(new Reader("X")).Fit(data);
        Assert.Equal(2, passes);
        passes = 0;
        new Doubling("X", "X2").AppendCacheCheckpoint(_ml).Append(new Reader("X")).Append(new Reader("X")).Fit(data);
        Assert.Equal(1, passes);

        IEnumerable<Row> Counted()
        {
            passes++;
            yield return new Row { X = 1 };
        }
    }

    [Fact]
    public void Cache_checkpoint_needs_something_before_it() =>
        Assert.Throws<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(_ml));

    [Fact]
    public void Fitting_can_be_watched()
    {
        Doubler? seen = null;

        new Doubling("X", "A").WithOnFitDelegate(fitted => seen = fitted).Append(new Doubling("X", "B")).Fit(_data);

        Assert.NotNull(seen);
    }

    [Fact]
    public void Transformers_of_other_scopes_are_left_out()
    {
        var model = new Doubling("X", "A").Append(new Doubling("X", "B"), TransformerScope.TrainTest).Fit(_data);

        Assert.Null(model.Transform(_data).Schema.GetColumnOrNull("B"));
        Assert.NotNull(model.Transform(_data, TransformerScope.Everything).Schema.GetColumnOrNull("B"));
        Assert.Single(model.GetModelFor(TransformerScope.Scoring));
    }

    [Fact]
    public void Transformers_are_chained_without_estimators()
    {
        var chain = new TransformerChain<ITransformer>(new Doubler("X", "A")).Append(new Doubler("A", "B"));

        Assert.Equal([4f, 8], chain.Transform(_data).GetColumn<float>("B"));
        var pair = new Doubler("X", "A").Append(new Doubler("A", "B"));
        Assert.Equal([4f, 8], pair.Transform(_data).GetColumn<float>("B"));
    }

    [Fact]
    public void Chain_of_row_mappers_is_a_row_mapper()
    {
        ITransformer chain = new TransformerChain<ITransformer>(new Doubler("X", "A"), new Doubler("A", "B"));
        var mapper = chain.GetRowToRowMapper(_data.Schema);

        Assert.True(chain.IsRowToRowMapper);
        Assert.Equal(["X", "A", "B"], mapper.OutputSchema.Select(column => column.Name));
        Assert.Equal(["X"], mapper.GetDependencies([mapper.OutputSchema["B"]]).Select(column => column.Name));
    }

    [Fact]
    public void Disposing_a_chain_disposes_its_transformers_once()
    {
        var doubler = new Doubler("X", "A");
        var model = doubler.Append(new Doubler("X", "B"));

        model.Dispose();
        model.Dispose();

        Assert.Equal(1, doubler.Disposals);
    }

    /// <summary>Reads a column while it is fitted, as a trainer does.</summary>
    private sealed class Reader(string column) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            Assert.NotEmpty(input.GetColumn<float>(column));
            return new TransformerChain<ITransformer>();
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }

    private sealed class Row
    {
        public float X { get; set; }
    }
}
