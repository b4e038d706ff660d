using System.Reflection;
using Xunit.Sdk;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>What a scenario's trainer learns; all tasks if none is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TasksAttribute(params LearningTask[] tasks) : DataAttribute
{
    public IReadOnlyList<LearningTask> Tasks { get; } = tasks.Length > 0 ? tasks : Enum.GetValues<LearningTask>();

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Tasks.Select(task => new object[] { task });
}

/// <summary>What a trainer learns.</summary>
public enum LearningTask
{
    Multiclass,
    Binary,
    Regression,
}
