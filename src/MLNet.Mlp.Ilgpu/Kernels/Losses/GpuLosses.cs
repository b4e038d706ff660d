namespace MLNet.Mlp.Backends;

/// <summary>Code to be compiled for the loss of a network.</summary>
internal interface IGpuLossCode<out TResult>
{
    TResult Run<TLoss>(TLoss loss) where TLoss : unmanaged, IGpuLoss;
}

/// <summary>Code to be compiled for the loss of a network, for one thread a row and for a group of them.</summary>
internal interface ITeamLossCode<out TResult>
{
    TResult Run<TLoss>(TLoss loss) where TLoss : unmanaged, ITeamLoss;
}

/// <summary>Leads from the loss of the options to its code in kernels.</summary>
internal static class GpuLosses
{
    /// <summary>Runs code for the loss, each row of which is measured by one thread.</summary>
    /// <exception cref="ArgumentException">The loss does not go with the network's outputs.</exception>
    internal static TResult Run<TCode, TResult>(Network network, TrainingOptions options, TCode code)
        where TCode : IGpuLossCode<TResult> =>
        RunForTeams<OnOneThreadCode<TCode, TResult>, TResult>(network, options, new(code));

    /// <summary>Runs code for the loss, each row of which is measured by threads of the code's choice.</summary>
    /// <exception cref="ArgumentException">The loss does not go with the network's outputs.</exception>
    internal static TResult RunForTeams<TCode, TResult>(Network network, TrainingOptions options, TCode code)
        where TCode : ITeamLossCode<TResult> => options.Loss.For(network) switch
        {
            SoftmaxCrossEntropyLoss loss => code.Run(new GpuSoftmaxCrossEntropy(loss.Smoothing)),
            WholeRowLoss<SoftmaxSquaredError> => code.Run(default(GpuSoftmaxSquaredError)),
            WholeRowLoss<MulticlassHinge> => code.Run(default(GpuMulticlassHinge)),
            ElementwiseLoss loss => loss.Run<ElementCode<TCode, TResult>, TResult>(
                new(code, loss.Correctness == Correctness.SignOfEachLogit ? 1 : 0)),
            var loss => throw new NotSupportedException($"No kernel has the loss {loss.GetType().Name}."),
        };

    private readonly struct OnOneThreadCode<TCode, TResult>(TCode code) : ITeamLossCode<TResult>
        where TCode : IGpuLossCode<TResult>
    {
        public TResult Run<TLoss>(TLoss loss) where TLoss : unmanaged, ITeamLoss =>
            code.Run(new OnOneThread<TLoss>(loss));
    }

    private readonly struct ElementCode<TCode, TResult>(TCode code, int hasClasses) : IElementLossCode<TResult>
        where TCode : ITeamLossCode<TResult>
    {
        public TResult Run<TFormula>(TFormula formula) where TFormula : unmanaged, IElementLoss =>
            code.Run(new GpuElementwiseLoss<TFormula>(formula, hasClasses));
    }
}
