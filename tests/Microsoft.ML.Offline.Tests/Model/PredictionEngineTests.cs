using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Model;

public sealed class PredictionEngineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void One_object_is_predicted_at_a_time()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(new Doubler("X", "Y"));

        Assert.Equal(4, engine.Predict(new Input { X = 2 }).Y);
        Assert.Equal(6, engine.Predict(new Input { X = 3 }).Y);
        Assert.Equal(["X", "Vector", "Y"], engine.OutputSchema.Select(column => column.Name));
    }

    [Fact]
    public void Prediction_fills_the_object_it_is_given()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(new Doubler("X", "Y"));
        var output = new Output();
        var same = output;

        engine.Predict(new Input { X = 2 }, ref output);

        Assert.Same(same, output);
        Assert.Equal(4, output.Y);
    }

    [Fact]
    public void Chains_are_predicted_through()
    {
        var chain = new TransformerChain<ITransformer>(new Doubler("X", "Half"), new Doubler("Half", "Y"));
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(chain);

        Assert.Equal(8, engine.Predict(new Input { X = 2 }).Y);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Engine_disposes_the_transformer_it_owns(bool owns, int expected)
    {
        var doubler = new Doubler("X", "Y");
        var options = new PredictionEngineOptions { OwnsTransformer = owns };

        _ml.Model.CreatePredictionEngine<Input, Output>(doubler, options).Dispose();

        Assert.Equal(expected, doubler.Disposals);
    }

    [Fact]
    public void Engine_owns_its_transformer_unless_told_otherwise()
    {
        var doubler = new Doubler("X", "Y");

        var engine = _ml.Model.CreatePredictionEngine<Input, Output>(doubler);
        engine.Dispose();
        engine.Dispose();

        Assert.Equal(1, doubler.Disposals);
    }

    [Fact]
    public void Output_member_without_column_is_left_alone_or_refused()
    {
        using var lenient = _ml.Model.CreatePredictionEngine<Input, Output>(new Doubler("X", "Other"));
        Assert.Equal(0, lenient.Predict(new Input { X = 2 }).Y);

        var doubler = new Doubler("X", "Other");
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Model.CreatePredictionEngine<Input, Output>(doubler, ignoreMissingColumns: false));
        Assert.Contains("Y", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_takes_the_types_of_a_given_schema()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Single, 3));

        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(new Doubler("X", "Y"), builder.ToSchema());

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), engine.OutputSchema["Vector"].Type);
    }

    [Fact]
    public void Nothing_cannot_be_predicted()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(new Doubler("X", "Y"));

        Assert.Throws<ArgumentNullException>(() => engine.Predict(null!));
        Assert.Throws<ArgumentNullException>(() => _ml.Model.CreatePredictionEngine<Input, Output>(null!));
    }

    private sealed class Input
    {
        public float X { get; set; }

        public float[] Vector { get; set; } = [0, 0, 0];
    }

    private sealed class Output
    {
        public float Y { get; set; }
    }
}
