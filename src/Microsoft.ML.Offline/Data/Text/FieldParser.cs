using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Parses a field to a value; false when the text is not one.</summary>
internal delegate bool FieldParser<T>(ReadOnlySpan<char> text, out T value);

internal static class FieldParsers
{
    /// <summary>The FieldParser of the type's raw type.</summary>
    public static Delegate Of(PrimitiveDataViewType type) => type switch
    {
        KeyDataViewType key => Columns.Create<IKeyParser>(typeof(KeyParser<>), type.RawType, key.Count).Parser,
        BooleanDataViewType => (FieldParser<bool>)TryParse,
        _ when type.RawType == typeof(float) => (FieldParser<float>)TryParseReal,
        _ when type.RawType == typeof(double) => (FieldParser<double>)TryParseReal,
        _ when type.RawType == typeof(sbyte) => (FieldParser<sbyte>)TryParseInteger,
        _ when type.RawType == typeof(byte) => (FieldParser<byte>)TryParseInteger,
        _ when type.RawType == typeof(short) => (FieldParser<short>)TryParseInteger,
        _ when type.RawType == typeof(ushort) => (FieldParser<ushort>)TryParseInteger,
        _ when type.RawType == typeof(int) => (FieldParser<int>)TryParseInteger,
        _ when type.RawType == typeof(uint) => (FieldParser<uint>)TryParseInteger,
        _ when type.RawType == typeof(long) => (FieldParser<long>)TryParseInteger,
        _ => (FieldParser<ulong>)TryParseInteger,
    };

    public static bool IsReal(PrimitiveDataViewType type) =>
        type.RawType == typeof(float) || type.RawType == typeof(double);

    /// <summary>Text that is no number becomes NaN, so this never fails.</summary>
    private static bool TryParseReal<T>(ReadOnlySpan<char> text, out T value)
        where T : IFloatingPointIeee754<T>
    {
        if (!T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value!))
            value = T.NaN;
        return true;
    }

    private static bool TryParseInteger<T>(ReadOnlySpan<char> text, out T value)
        where T : IBinaryInteger<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value!);

    private static bool TryParse(ReadOnlySpan<char> text, out bool value)
    {
        value = IsOneOf(text, ["true", "t", "yes", "y", "1", "+1", "+"]);
        return value || IsOneOf(text, ["false", "f", "no", "n", "0", "-1", "-"]);
    }

    private static bool IsOneOf(ReadOnlySpan<char> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private interface IKeyParser
    {
        Delegate Parser { get; }
    }

    /// <summary>A key is written 0-based and kept 1-based; what is missing or out of range is 0.</summary>
    private sealed class KeyParser<T>(ulong count) : IKeyParser
        where T : struct, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        public Delegate Parser => (FieldParser<T>)((text, out value) =>
        {
            bool isKey = TryParseInteger<ulong>(text, out ulong index) && index < count;
            value = isKey ? T.CreateChecked(index + 1) : T.Zero;
            return true;
        });
    }
}
