using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp;

/// <summary>What the outputs of a trained network mean: the columns that they become.</summary>
internal abstract class ModelOutputs(IReadOnlyList<OutputColumn> columns)
{
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string PredictedLabel = "PredictedLabel";

    /// <summary>The columns, in the order in which they are added.</summary>
    public IReadOnlyList<OutputColumn> Columns { get; } = columns;

    /// <summary>The network whose outputs the columns are computed from, given the one that was trained.</summary>
    public virtual Network ForScoring(Network network) => network;

    /// <summary>The schema of <paramref name="input"/> with the columns after its own.</summary>
    public DataViewSchema Append(DataViewSchema input)
    {
        var setId = ScoreAnnotations.NextSetId(input);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);
        foreach (var column in Columns) schema.AddColumn(column.Name, column.Type, Annotate(column, setId));
        return schema.ToSchema();
    }

    /// <summary>Adds to an ONNX graph a node for each column, which has the column's name.</summary>
    /// <param name="graph">Where to add.</param>
    /// <param name="outputs">The name of the network's outputs, rows x outputSize.</param>
    public abstract void AddTo(IOnnxGraph graph, string outputs);

    /// <summary>The annotations of a column of a set.</summary>
    protected abstract DataViewSchema.Annotations Annotate(OutputColumn column, uint setId);

    /// <summary>A value of a column that is one of the outputs.</summary>
    protected static void ReadNumber(ReadOnlySpan<float> outputs, ref float value) => value = outputs[0];

    /// <summary>A value of a column that holds all outputs.</summary>
    protected static void ReadVector(ReadOnlySpan<float> outputs, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, outputs.Length);
        outputs.CopyTo(editor.Values);
        value = editor.Commit();
    }
}
