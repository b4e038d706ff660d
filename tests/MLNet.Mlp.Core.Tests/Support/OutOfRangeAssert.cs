using System.Text.RegularExpressions;

namespace MLNet.Mlp.Core.Tests;

internal static class OutOfRangeAssert
{
    /// <summary>Checks that a property out of range is refused as "{Name} must be {constraint}; got {value}."</summary>
    public static void RefusedByName(string name, object owner, Action validate)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(name, validate);
        var value = FormattableString.Invariant($"{owner.GetType().GetProperty(name)!.GetValue(owner)}");
        Assert.Matches($"^{name} must be .*; got {Regex.Escape(value)}\\.", e.Message);
    }
}
