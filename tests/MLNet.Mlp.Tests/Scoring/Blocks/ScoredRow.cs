using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Tests.Scoring;

/// <summary>All that a cursor says of a row of a <see cref="WatchedView"/> that is scored, as text but for the scores,
/// which are compared bitwise.</summary>
internal sealed record ScoredRow(
    long Position, long Batch, DataViewRowId Id, string Inputs, string Scores, uint Predicted)
{
    public const int ClassCount = 3;

    public static readonly string[] Columns =
        ["Number", "Features", "Text", "Key", "Words", "Score", "PredictedLabel"];

    private static readonly Network _network =
        Network.Create(WatchedView.FeatureCount, [19, 8], ClassCount, Activation.Tanh, seed: 3);

    private static readonly IScorer _scorer = new SimdBackend().CreateScorer(_network);

    /// <summary>A model for such rows.</summary>
    public static ScoringModel CreateModel(Network? network = null) =>
        new("Features", network ?? _network, new MulticlassOutputs(ClassCount, labelValues: null));

    /// <summary>What must be said of a row, scored by itself.</summary>
    public static ScoredRow Expected(WatchedView view, int row, long position, long batch)
    {
        var features = view.MakeFeatures(row);
        var scores = new float[ClassCount];
        if (features.IsDense) _scorer.Score(features.GetValues(), scores);
        else _scorer.Score([0, features.GetValues().Length], features.GetIndices(), features.GetValues(), scores);
        var words = Enumerable.Range(0, row % 4).Select(word => $"word {word} of {row}");
        return new ScoredRow(position, batch, new DataViewRowId((ulong)(3 * row + 1), 5),
            Describe(100 + row, features, $"row {row}", (uint)(row % 1001), words), Bits(scores),
            (uint)scores.IndexOf(scores.Max()) + 1);
    }

    /// <summary>Reads the rows of a cursor that has all columns.</summary>
    public static List<ScoredRow> ReadAll(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var read = CreateReader(cursor);
            var rows = new List<ScoredRow>();
            while (cursor.MoveNext()) rows.Add(read());
            Assert.False(cursor.MoveNext());
            Assert.Equal(-1, cursor.Position);
            return rows;
        }
    }

    /// <summary>Creates what reads the row at hand.</summary>
    public static Func<ScoredRow> CreateReader(DataViewRow row)
    {
        var (schema, getId) = (row.Schema, row.GetIdGetter());
        var getNumber = row.GetGetter<int>(schema["Number"]);
        var getFeatures = row.GetGetter<VBuffer<float>>(schema["Features"]);
        var getText = row.GetGetter<ReadOnlyMemory<char>>(schema["Text"]);
        var getKey = row.GetGetter<uint>(schema["Key"]);
        var getWords = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(schema["Words"]);
        var getScore = row.GetGetter<VBuffer<float>>(schema["Score"]);
        var getPredicted = row.GetGetter<uint>(schema["PredictedLabel"]);
        int number = 0;
        uint key = 0, predicted = 0;
        VBuffer<float> features = default, score = default;
        ReadOnlyMemory<char> text = default;
        VBuffer<ReadOnlyMemory<char>> words = default;
        DataViewRowId id = default;
        return () =>
        {
            getId(ref id);
            getNumber(ref number);
            getFeatures(ref features);
            getText(ref text);
            getKey(ref key);
            getWords(ref words);
            getScore(ref score);
            getPredicted(ref predicted);
            return new ScoredRow(row.Position, row.Batch, id,
                Describe(number, features, text.ToString(), key, words.DenseValues().Select(word => word.ToString())),
                Bits(score.GetValues()), predicted);
        };
    }

    private static string Describe(
        int number, VBuffer<float> features, string text, uint key, IEnumerable<string> words) =>
        $"{number}; {features.Length}: {Bits(features.GetValues())} " +
        $"at {string.Join(",", features.GetIndices().ToArray())}; {text}; {key}; {string.Join(",", words)}";

    private static string Bits(ReadOnlySpan<float> values) =>
        string.Join(",", values.ToArray().Select(BitConverter.SingleToUInt32Bits));
}
