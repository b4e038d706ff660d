using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A public field or property of a row type, as a column sees it.</summary>
internal sealed class RowMember
{
    private readonly MemberInfo _info;

    private RowMember(MemberInfo info, Type type)
    {
        _info = info;
        Type = type;
        IsVector = type.IsArray || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>));
        var itemType = !IsVector ? type : type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        RawItemType = itemType == typeof(string) ? typeof(ReadOnlyMemory<char>) : itemType;
    }

    public string Name => _info.Name;

    public string ColumnName => _info.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? Name;

    public Type Type { get; }

    public bool IsVector { get; }

    /// <summary>The type of the values in the data view; text is kept as ReadOnlyMemory of char.</summary>
    public Type RawItemType { get; }

    public TAttribute? Attribute<TAttribute>()
        where TAttribute : Attribute => _info.GetCustomAttribute<TAttribute>();

    public static IEnumerable<RowMember> AllOf(Type userType, SchemaDefinition.Direction direction)
    {
        const BindingFlags Visible = BindingFlags.Public | BindingFlags.Instance;
        bool read = direction.HasFlag(SchemaDefinition.Direction.Read);
        bool write = direction.HasFlag(SchemaDefinition.Direction.Write);
        var fields = userType.GetFields(Visible).Select(field => new RowMember(field, field.FieldType));
        var properties = userType.GetProperties(Visible)
            .Where(p => p.GetIndexParameters().Length == 0)
            .Where(p => (read && p.GetGetMethod() is not null) || (write && p.GetSetMethod() is not null))
            .Select(p => new RowMember(p, p.PropertyType));
        return fields.Concat(properties).Where(member => member.Attribute<NoColumnAttribute>() is null);
    }

    public static RowMember Find(Type userType, string name) =>
        userType.GetField(name) is { } field ? new(field, field.FieldType)
        : userType.GetProperty(name) is { } property ? new(property, property.PropertyType)
        : throw new ArgumentOutOfRangeException(nameof(name), $"No field or property '{name}' found in {userType}.");

    public DataViewType DefaultType()
    {
        var itemType = Attribute<KeyTypeAttribute>() is { } key
            ? key.KeyCount.ToKeyType(RawItemType)
            : DataKinds.TypeOf(RawItemType) ?? throw new ArgumentOutOfRangeException(
                nameof(Type), $"Could not determine the column type of member '{Name}': {Type} has none.");
        var vector = Attribute<VectorTypeAttribute>();
        if (!IsVector)
            return vector is null ? itemType : throw new ArgumentOutOfRangeException(
                nameof(Type), $"Member '{Name}' must be an array or VBuffer to be marked VectorType; got {Type}.");
        return vector is { Dimensions.Length: > 0 }
            ? new VectorDataViewType(itemType, vector.Dimensions)
            : new VectorDataViewType(itemType);
    }

    /// <summary>Checks that the member can hold values of the column type.</summary>
    public bool Fits(DataViewType columnType) =>
        columnType is VectorDataViewType vector
            ? IsVector && vector.ItemType.RawType == RawItemType
            : !IsVector && columnType.RawType == RawItemType;

    public Func<TRow, TMember> Getter<TRow, TMember>()
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, _info), row).Compile();
    }

    public Action<TRow, TMember> Setter<TRow, TMember>()
    {
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(typeof(TMember));
        var assignment = Expression.Assign(Expression.MakeMemberAccess(row, _info), value);
        return Expression.Lambda<Action<TRow, TMember>>(assignment, row, value).Compile();
    }

    public bool CanRead => _info is FieldInfo or PropertyInfo { CanRead: true };

    public bool CanWrite => _info is FieldInfo { IsInitOnly: false } or PropertyInfo { CanWrite: true };
}
