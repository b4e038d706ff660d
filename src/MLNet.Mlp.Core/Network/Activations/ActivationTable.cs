using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Activations;

/// <summary>Code to be compiled for each activation.</summary>
internal interface IActivationCode<out TResult>
{
    TResult Run<TActivation>() where TActivation : unmanaged, IActivation;
}

/// <summary>Leads from the name of an activation to its formulas. <see cref="Activation.Maxout"/> has none here: it is
/// a function of several weighted sums, not of one, and each backend has its code beside that of the others.</summary>
internal static class ActivationTable
{
    /// <summary>Runs <paramref name="code"/> for the definition of an activation.</summary>
    public static TResult Run<TCode, TResult>(this Activation activation, TCode code)
        where TCode : struct, IActivationCode<TResult> => activation switch
        {
            Activation.ReLU => code.Run<ReLU>(),
            Activation.Sigmoid => code.Run<Sigmoid>(),
            Activation.Tanh => code.Run<Tanh>(),
            Activation.Identity => code.Run<Identity>(),
            Activation.LeakyReLU => code.Run<LeakyReLU>(),
            Activation.ELU => code.Run<ELU>(),
            Activation.SiLU => code.Run<SiLU>(),
            Activation.GELU => code.Run<GELU>(),
            Activation.GELUTanh => code.Run<GELUTanh>(),
            Activation.Softplus => code.Run<Softplus>(),
            Activation.HardSigmoid => code.Run<HardSigmoid>(),
            Activation.HardSwish => code.Run<HardSwish>(),
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };

    public static double Forward(this Activation activation, double z) =>
        activation.Run<ForwardCode, double>(new ForwardCode(z));

    public static double Derivative(this Activation activation, double z, double a) =>
        activation.Run<DerivativeCode, double>(new DerivativeCode(z, a));

    public static bool DerivativeNeedsInput(this Activation activation) =>
        activation == Activation.Maxout || activation.Run<DerivativeNeedsInputCode, bool>(default);

    public static WeightInitialization DefaultInitialization(this Activation activation) =>
        activation == Activation.Maxout
            ? WeightInitialization.LeCunNormal
            : activation.Run<DefaultInitializationCode, WeightInitialization>(default);

    private readonly struct ForwardCode(double z) : IActivationCode<double>
    {
        public double Run<TActivation>() where TActivation : unmanaged, IActivation =>
            TActivation.Forward<Float64>(z).Value;
    }

    private readonly struct DerivativeCode(double z, double a) : IActivationCode<double>
    {
        public double Run<TActivation>() where TActivation : unmanaged, IActivation =>
            TActivation.Derivative<Float64>(z, a).Value;
    }

    private readonly struct DerivativeNeedsInputCode : IActivationCode<bool>
    {
        public bool Run<TActivation>() where TActivation : unmanaged, IActivation => TActivation.DerivativeNeedsInput;
    }

    private readonly struct DefaultInitializationCode : IActivationCode<WeightInitialization>
    {
        public WeightInitialization Run<TActivation>() where TActivation : unmanaged, IActivation =>
            TActivation.DefaultInitialization;
    }
}
