using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>The instructions of compiled methods, as far as they name other methods.</summary>
internal static class IlBody
{
    private static readonly Dictionary<int, OpCode> _codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF);

    /// <summary>All methods that an instruction of <paramref name="body"/> names, with that instruction.</summary>
    public static IEnumerable<(OpCode Code, MethodBase Target)> MethodsIn(MethodBase body)
    {
        var il = body.GetMethodBody()?.GetILAsByteArray() ?? [];
        var typeArguments = body.DeclaringType!.GetGenericArguments();
        var methodArguments = body is MethodInfo method ? method.GetGenericArguments() : [];
        for (var at = 0; at < il.Length;)
        {
            int value = il[at++];
            if (value == 0xFE) value = value << 8 | il[at++]; // The first byte of codes of two.
            var code = _codes[value];
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineTok)
            {
                var token = BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at));
                if (body.Module.ResolveMember(token, typeArguments, methodArguments) is MethodBase target)
                    yield return (code, target);
            }
            at += OperandSize(code, il.AsSpan(at));
        }
    }

    private static int OperandSize(OpCode code, ReadOnlySpan<byte> operand) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(operand),
        _ => 4,
    };
}
