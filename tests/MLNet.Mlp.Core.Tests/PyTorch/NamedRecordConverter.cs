using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Reads one of several derived records, such as the optimizers, from its name and properties:
/// <c>{"Adagrad": {"epsilon": 1e-10}}</c>.</summary>
internal sealed class NamedRecordConverter<TBase> : JsonConverter<TBase> where TBase : class
{
    public override TBase Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var named = document.RootElement.EnumerateObject().Single();
        var type = typeof(TBase).Assembly.GetTypes().SingleOrDefault(
            type => type.Name == named.Name && type.IsSubclassOf(typeof(TBase))) ??
            throw new JsonException($"golden.json names the unknown {typeof(TBase).Name} '{named.Name}'.");
        return (TBase)named.Value.Deserialize(type, options)!;
    }

    public override void Write(Utf8JsonWriter writer, TBase value, JsonSerializerOptions options) =>
        throw new NotSupportedException("golden.json is written by golden.py.");
}
