using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Converts numbers and truth values. Signed and unsigned integers stay among themselves, and a real number does not
/// become an integer, as in ML.NET.
/// </summary>
internal abstract class TypeConversion
{
    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);

    public static bool Exists(DataViewType from, DataViewType to) =>
        from is not KeyDataViewType && Scalars.IsSupported(from) && Scalars.IsSupported(to)
        && (from.Equals(to) || (FamilyOf(from), FamilyOf(to)) is
            (Family.Signed, Family.Signed or Family.Real or Family.Boolean)
            or (Family.Unsigned, Family.Unsigned or Family.Real or Family.Boolean)
            or (Family.Real, Family.Real or Family.Boolean)
            or (Family.Boolean, Family.Signed or Family.Real));

    public static TypeConversion Create(DataViewType from, DataViewType to)
    {
        var (open, arguments) = (from, to) switch
        {
            _ when from.Equals(to) => (typeof(Copying<>), [from.RawType]),
            (BooleanDataViewType, _) => (typeof(FromBoolean<>), [to.RawType]),
            (_, BooleanDataViewType) => (typeof(ToBoolean<>), [from.RawType]),
            _ => (typeof(BetweenNumbers<,>), new[] { from.RawType, to.RawType }),
        };
        return (TypeConversion)Activator.CreateInstance(open.MakeGenericType(arguments))!;
    }

    private static Family FamilyOf(DataViewType type) =>
        type is BooleanDataViewType ? Family.Boolean
        : type is not NumberDataViewType ? Family.Other
        : type == NumberDataViewType.Single || type == NumberDataViewType.Double ? Family.Real
        : type == NumberDataViewType.SByte || type == NumberDataViewType.Int16
            || type == NumberDataViewType.Int32 || type == NumberDataViewType.Int64 ? Family.Signed
        : Family.Unsigned;

    private enum Family
    {
        Signed,
        Unsigned,
        Real,
        Boolean,
        Other,
    }

    private sealed class Copying<T> : TypeConversion<T, T>
    {
        protected override T Convert(T value) => value;
    }

    private sealed class FromBoolean<T> : TypeConversion<bool, T>
        where T : struct, INumberBase<T>
    {
        protected override T Convert(bool value) => value ? T.One : T.Zero;
    }

    private sealed class ToBoolean<T> : TypeConversion<T, bool>
        where T : struct, INumberBase<T>
    {
        protected override bool Convert(T value) => !T.IsZero(value);
    }

    private sealed class BetweenNumbers<TFrom, TTo> : TypeConversion<TFrom, TTo>
        where TFrom : struct, INumberBase<TFrom>
        where TTo : struct, INumberBase<TTo>
    {
        protected override TTo Convert(TFrom value) => TTo.CreateTruncating(value);
    }
}

/// <summary>A conversion that keeps the default value the default value, so that sparse vectors stay sparse.</summary>
internal abstract class TypeConversion<TFrom, TTo> : TypeConversion
{
    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source)
    {
        if (source.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<TFrom>>(row.Schema[source.Index]));

        var getter = row.GetGetter<TFrom>(row.Schema[source.Index]);
        TFrom value = default!;
        return (ValueGetter<TTo>)((ref TTo converted) =>
        {
            getter(ref value);
            converted = Convert(value);
        });
    }

    protected abstract TTo Convert(TFrom value);

    private ValueGetter<VBuffer<TTo>> MakeVectorGetter(ValueGetter<VBuffer<TFrom>> getter)
    {
        VBuffer<TFrom> vector = default;
        return (ref VBuffer<TTo> converted) =>
        {
            getter(ref vector);
            var values = vector.GetValues();
            var editor = VBufferEditor.Create(ref converted, vector.Length, values.Length);
            vector.GetIndices().CopyTo(editor.Indices);
            for (int i = 0; i < values.Length; i++)
                editor.Values[i] = Convert(values[i]);
            converted = editor.Commit();
        };
    }
}
