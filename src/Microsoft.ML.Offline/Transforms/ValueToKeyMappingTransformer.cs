using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel),
    "Map values to keys", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private readonly TermMap[] _maps;
    private readonly bool _keyValuesAsText;

    private ValueToKeyMappingTransformer(
        (string outputColumnName, string inputColumnName)[] columns, TermMap[] maps, bool keyValuesAsText)
        : base(columns)
    {
        _maps = maps;
        _keyValuesAsText = keyValuesAsText;
    }

    private ValueToKeyMappingTransformer(ModelLoadContext ctx) : base(ctx)
    {
        _keyValuesAsText = ctx.Reader.ReadBoolean();
        _maps = new TermMap[ColumnPairs.Length];
        for (int i = 0; i < _maps.Length; i++)
            _maps[i] = TermMap.Load(ctx.Reader);
    }

    private static VersionInfo Version => ModelVersion.Of<ValueToKeyMappingTransformer>("TERMTRNF", LoaderSignature);

    internal static ValueToKeyMappingTransformer Train(
        IHostEnvironment env, IDataView input, ValueToKeyMappingEstimator.Options options)
    {
        var sources = Array.ConvertAll(options.Columns, pair => input.Schema.Require(pair.inputColumnName));
        foreach (var source in sources)
        {
            if (!Scalars.IsSupported(source.ItemType()))
                throw SchemaErrors.Mismatch(nameof(input), "input", source.Name, Scalars.Supported, $"{source.Type}");
        }

        if (options.KeyData is not { } keyData)
        {
            if (options.MaximumNumberOfKeys <= 0)
                throw new ArgumentOutOfRangeException(
                    nameof(options), $"maximumNumberOfKeys must be positive; got {options.MaximumNumberOfKeys}.");
            return new(options.Columns, Train(env, input, sources, options), options.KeyValuesAsText);
        }

        var keyType = keyData.Schema[0].Type;
        if (Array.Find(sources, s => !s.ItemType().Equals(keyType)) is { Name: { } name, Type: { } type })
            throw new ArgumentException(
                $"keyData must have the type of column '{name}', {type}; got {keyType}.",
                nameof(options));
        var map = Train(env, keyData, [keyData.Schema[0]], options with { MaximumNumberOfKeys = int.MaxValue })[0];
        return new(options.Columns, Array.ConvertAll(sources, _ => map), options.KeyValuesAsText);
    }

    private static TermMap[] Train(
        IHostEnvironment env,
        IDataView data,
        DataViewSchema.Column[] sources,
        ValueToKeyMappingEstimator.Options options)
    {
        bool sorted = options.Ordinality == ValueToKeyMappingEstimator.KeyOrdinality.ByValue;
        using var cursor = data.GetRowCursor(sources);
        var builders = Array.ConvertAll(
            sources, source => TermMapBuilder.Create(cursor, source, options.MaximumNumberOfKeys, sorted));
        bool anyOpen = true;
        while (anyOpen && cursor.MoveNext())
        {
            env.CheckAlive();
            anyOpen = false;
            foreach (var builder in builders)
                anyOpen |= builder.Process();
        }
        return Array.ConvertAll(builders, builder => builder.Build());
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(_keyValuesAsText);
        foreach (var map in _maps)
            map.Save(ctx.Writer);
    }

    private protected override AddedColumn MakeColumn(int index, string name, DataViewSchema.Column source)
    {
        var map = _maps[index];
        if (!source.ItemType().Equals(map.ItemType))
            throw new InvalidOperationException(
                $"Column '{source.Name}' must be of {map.ItemType}, as in training; got {source.ItemType()}.");
        var annotations = SlotNamesOf(source);
        map.AddKeyValues(annotations, _keyValuesAsText);
        DataViewType type = source.Type is VectorDataViewType vector
            ? new VectorDataViewType(map.KeyType, vector.Dimensions)
            : map.KeyType;
        return Computed(name, type, annotations, source, row => map.MakeGetter(row, source));
    }
}
