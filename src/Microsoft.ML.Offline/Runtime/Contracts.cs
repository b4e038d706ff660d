namespace Microsoft.ML.Runtime;

internal static class Contracts
{
    /// <summary>Throws <see cref="OperationCanceledException"/> once the environment has been canceled.</summary>
    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable { IsCanceled: true })
            throw env.Process(new OperationCanceledException("Operation was canceled."));
    }
}
