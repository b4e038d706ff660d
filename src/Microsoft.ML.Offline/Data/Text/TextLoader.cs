namespace Microsoft.ML.Data;

/// <summary>Describes how lines of text become rows.</summary>
public sealed class TextLoader
{
    private TextLoader()
    {
    }

    public class Options
    {
        public bool AllowQuoting;
        public bool AllowSparse;
        public char[] Separators = ['\t'];
        public Column[]? Columns;
        public bool TrimWhitespace;
        public bool HasHeader;
        public long? MaxRows;
        public bool MissingRealsAsNaNs;
    }

    public sealed class Column
    {
        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index) : this(name, dataKind, [new(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount? keyCount = null)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(source);
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        public string? Name;
        public Range[]? Source;
        public KeyCount? KeyCount;

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    public sealed class Range
    {
        public Range()
        {
        }

        public Range(int index)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min)
                throw new ArgumentOutOfRangeException(nameof(max), $"max must be at least min, {min}; got {max}.");
            Min = min;
            Max = max;
            AutoEnd = max is null;
            ForceVector = true;
        }

        public int Min;
        public int? Max;
        public bool AutoEnd;
        public bool ForceVector;
    }
}
