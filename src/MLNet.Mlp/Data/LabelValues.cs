using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp;

/// <summary>The values that the label's keys stand for, such as the names of the classes: kept with the model, so that
/// <c>MapKeyToValue</c> can turn predictions back into them.</summary>
internal abstract class LabelValues
{
    /// <summary>The annotation under which ML.NET keeps the values of a key column.</summary>
    public const string KeyValues = "KeyValues";

    // The types that can be keys, with what makes each an exact text and back again, in any culture.
    private static readonly Kind[] _kinds =
    [
        new Kind<ReadOnlyMemory<char>>(TextDataViewType.Instance, value => value.ToString(), text => text.AsMemory()),
        new Kind<bool>(BooleanDataViewType.Instance, value => value.ToString(), bool.Parse),
        Number<sbyte>(NumberDataViewType.SByte),
        Number<byte>(NumberDataViewType.Byte),
        Number<short>(NumberDataViewType.Int16),
        Number<ushort>(NumberDataViewType.UInt16),
        Number<int>(NumberDataViewType.Int32),
        Number<uint>(NumberDataViewType.UInt32),
        Number<long>(NumberDataViewType.Int64),
        Number<ulong>(NumberDataViewType.UInt64),
        Number<float>(NumberDataViewType.Single),
        Number<double>(NumberDataViewType.Double),
    ];

    /// <summary>The type of one value.</summary>
    public abstract PrimitiveDataViewType Type { get; }

    /// <summary>Whether the values are text, and so can name the slots of a vector.</summary>
    public bool AreText => Type is TextDataViewType;

    /// <summary>The values of a key column, or null if its keys stand for nothing, not each for one value, or for
    /// values of a type that is not kept.</summary>
    public static LabelValues? Of(DataViewSchema.Column label)
    {
        var keyValuesType = label.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type;
        if (label.Type is not KeyDataViewType key ||
            keyValuesType is not VectorDataViewType { ItemType: var itemType } values ||
            (ulong)values.Size != key.Count) return null;
        return _kinds.FirstOrDefault(kind => kind.Type.Equals(itemType))?.Read(label);
    }

    /// <summary>Whether values of a type are kept: texts, numbers and booleans are; times, and keys that stand for
    /// keys, are not.</summary>
    public static bool AreKept(DataViewType itemType) => _kinds.Any(kind => kind.Type.Equals(itemType));

    /// <summary>Adds the values as an annotation of the given name.</summary>
    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string name);

    /// <summary>The first key, from 1, that stands for another value here than there, with both values; null if there
    /// is none.</summary>
    public (int Key, string Mine, string Other)? FirstDifference(LabelValues other)
    {
        var (mine, others) = (ToTexts(), other.ToTexts());
        for (var i = 0; i < Math.Min(mine.Length, others.Length); i++)
            if (mine[i] != others[i]) return (i + 1, mine[i], others[i]);
        return null;
    }

    public void Save(BinaryWriter writer)
    {
        var texts = ToTexts();
        writer.Write(Type.ToString()!);
        writer.Write(texts.Length);
        foreach (var text in texts) writer.Write(text);
    }

    /// <exception cref="FormatException">There are not <paramref name="count"/> values of a known type.</exception>
    public static LabelValues Load(BinaryReader reader, int count)
    {
        var typeName = reader.ReadString();
        var kind = _kinds.FirstOrDefault(kind => kind.Type.ToString() == typeName) ??
            throw new FormatException(
                $"The type of the label's values must be one of {string.Join(", ", _kinds.Select(k => k.Type))}; " +
                $"got '{Excerpt.Of(typeName)}'.");
        var savedCount = reader.ReadInt32();
        if (savedCount != count)
            throw new FormatException($"The label must have {count} values, one for each class; got {savedCount}.");
        var texts = new string[count];
        for (var i = 0; i < count; i++) texts[i] = reader.ReadString();
        try
        {
            return kind.Parse(texts);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FormatException($"The label's values must be of type {typeName}. {Excerpt.Of(e.Message)}", e);
        }
    }

    protected abstract string[] ToTexts();

    private static Kind<T> Number<T>(NumberDataViewType type) where T : IFormattable, IParsable<T> =>
        new(type, value => value.ToString(null, CultureInfo.InvariantCulture),
            text => T.Parse(text, CultureInfo.InvariantCulture));

    private abstract record Kind(PrimitiveDataViewType Type)
    {
        public abstract LabelValues Read(DataViewSchema.Column label);

        public abstract LabelValues Parse(string[] texts);
    }

    private sealed record Kind<T>(PrimitiveDataViewType Type, Func<T, string> ToText, Func<string, T> FromText)
        : Kind(Type)
    {
        public override LabelValues Read(DataViewSchema.Column label)
        {
            VBuffer<T> values = default;
            label.Annotations.GetValue(KeyValues, ref values);
            return new Values<T>(this, [.. values.DenseValues()]);
        }

        public override LabelValues Parse(string[] texts) => new Values<T>(this, [.. texts.Select(FromText)]);
    }

    private sealed class Values<T>(Kind<T> kind, T[] values) : LabelValues
    {
        public override PrimitiveDataViewType Type => kind.Type;

        public override void AddTo(DataViewSchema.Annotations.Builder annotations, string name) =>
            annotations.Add(name, new VectorDataViewType(kind.Type, values.Length),
                (ref VBuffer<T> destination) => new VBuffer<T>(values.Length, values).CopyTo(ref destination));

        protected override string[] ToTexts() => [.. values.Select(kind.ToText)];
    }
}
