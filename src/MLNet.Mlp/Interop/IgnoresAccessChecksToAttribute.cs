namespace System.Runtime.CompilerServices;

/// <summary>
/// Tells the runtime that this assembly may use the internals of another one. The runtime knows the attribute by its
/// name and leaves its declaration to whoever needs it; build/OpenInternals.targets says why this assembly does.
/// </summary>
/// <param name="assemblyName">The simple name of the assembly whose internals are used.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
