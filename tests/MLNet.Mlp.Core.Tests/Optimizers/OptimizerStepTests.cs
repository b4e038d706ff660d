namespace MLNet.Mlp.Core.Tests;

/// <summary>Two steps of each optimizer, worked by hand. The constants are chosen to be exact in binary and to make the
/// roots rational; the learning rate is 1/2 and the first weight 1.</summary>
public class OptimizerStepTests
{
    [Fact]
    public void Sgd()
    {
        // G' = 2 + 1 / 4 = 2.25;           W = 1 - 2.25 / 2 = -0.125
        // G' = 1 - 0.125 / 4 = 0.96875;    W = -0.125 - 0.96875 / 2 = -0.609375
        Check(new Sgd { WeightDecay = 0.25f }, [2, 1], [-0.125, -0.609375]);
    }

    [Fact]
    public void Momentum_sgd()
    {
        // V = 2 + 1 / 4 = 2.25;                           W = 1 - 2.25 / 2 = -0.125
        // V = 2.25 / 2 + (1 - 0.125 / 4) = 2.09375;       W = -0.125 - 2.09375 / 2 = -1.171875
        Check(new MomentumSgd { Momentum = 0.5f, WeightDecay = 0.25f }, [2, 1], [-0.125, -1.171875]);
    }

    [Fact]
    public void Nesterov_sgd()
    {
        // G' = 2.25;      V = 2.25;                           W = 1 - (2.25 + 2.25 / 2) / 2 = -0.6875
        // G' = 1 - 0.6875 / 4 = 0.828125;
        //                 V = 2.25 / 2 + 0.828125 = 1.953125; W = -0.6875 - (0.828125 + 1.953125 / 2) / 2 = -1.58984375
        Check(new NesterovSgd { Momentum = 0.5f, WeightDecay = 0.25f }, [2, 1], [-0.6875, -1.58984375]);
    }

    [Fact]
    public void Adagrad()
    {
        // S = 9;            W = 1 - 3 / 2 / (3 + 1/2) = 4/7
        // S = 9 + 16 = 25;  W = 4/7 - 4 / 2 / (5 + 1/2) = 16/77
        Check(new Adagrad { Epsilon = 0.5f }, [3, 4], [4 / 7.0, 16 / 77.0]);
    }

    [Fact]
    public void Rms_prop()
    {
        // S = 2^2 / 4 = 1;              W = 1 - 2 / 2 / (1 + 1/2) = 1/3
        // S = 3/4 + (-1)^2 / 4 = 1;     W = 1/3 + 1 / 2 / (1 + 1/2) = 2/3
        Check(new RmsProp { Alpha = 0.75f, Epsilon = 0.5f }, [2, -1], [1 / 3.0, 2 / 3.0]);
    }

    [Fact]
    public void Adam()
    {
        // M = 1, S = 1;         M / (1 - 1/2) = 2,     S / (1 - 3/4) = 4;      W = 1 - 2 / 2 / (2 + 1/2) = 0.6
        // M = -1/2, S = 7/4;    M / (1 - 1/4) = -2/3,  S / (1 - 9/16) = 4;     W = 0.6 + 2/3 / 2 / (2 + 1/2) = 11/15
        Check(new Adam { Beta1 = 0.5f, Beta2 = 0.75f, Epsilon = 0.5f }, [2, -2], [0.6, 11 / 15.0]);
    }

    [Fact]
    public void Adam_couples_its_weight_decay()
    {
        // The same gradients with decay: 1.75 + 1 / 4 = 2 and -2.15 + 0.6 / 4 = -2.
        Check(new Adam { Beta1 = 0.5f, Beta2 = 0.75f, Epsilon = 0.5f, WeightDecay = 0.25f },
            [1.75, -2.15], [0.6, 11 / 15.0]);
    }

    [Fact]
    public void AdamW_decouples_its_weight_decay()
    {
        // Adam's steps of -0.4 and 2/15, after W was multiplied by 1 - 1/2 x 1/8 = 0.9375:
        // W = 0.9375 - 0.4 = 0.5375;   W = 0.9375 x 0.5375 + 2/15
        Check(new AdamW { Beta1 = 0.5f, Beta2 = 0.75f, Epsilon = 0.5f, WeightDecay = 0.125f },
            [2, -2], [0.5375, 0.50390625 + 2 / 15.0]);
    }

    [Fact]
    public void The_l1_penalty_pulls_weights_of_either_sign_towards_zero()
    {
        // G' = 2 + 1/2;   W = 1 - 2.5 / 2 = -0.25
        // G' = 1 - 1/2;   W = -0.25 - 0.5 / 2 = -0.5
        Check(new Sgd { L1Penalty = 0.5f }, [2, 1], [-0.25, -0.5]);
        Assert.Equal([0], Optimizers.Run(new Sgd { L1Penalty = 0.5f }, 0, 0.5f, [0]));
    }

    [Fact]
    public void The_gradient_is_scaled_before_the_penalties_are_added() =>
        // 1/2 x 4 + 1/4 = 2.25
        Assert.Equal([-0.125], Optimizers.Run(new Sgd { WeightDecay = 0.25f }, 1, 0.5f, [4], scale: 0.5));

    [Theory]
    [MemberData(nameof(Optimizers.Names), MemberType = typeof(Optimizers))]
    public void Biases_are_not_penalized(string name)
    {
        var plain = Optimizers.Named(name) with { WeightDecay = 0 };
        var penalized = plain with { WeightDecay = 0.5f, L1Penalty = 0.5f };
        double[] gradients = [1, -0.5, 2];
        Assert.Equal(
            Optimizers.Run(plain, 1, 0.1f, gradients), Optimizers.Run(penalized, 1, 0.1f, gradients, isBias: true));
        Assert.NotEqual(Optimizers.Run(plain, 1, 0.1f, gradients), Optimizers.Run(penalized, 1, 0.1f, gradients));
    }

    // Columns that pad a row to whole vectors, and weights of units that never fire, have gradients of 0 for ever.
    [Theory]
    [MemberData(nameof(Optimizers.Names), MemberType = typeof(Optimizers))]
    public void Zeros_with_gradients_of_zero_stay_zero(string name)
    {
        var optimizer = Optimizers.Named(name) with { WeightDecay = 0.5f, L1Penalty = 0.5f };
        Assert.Equal([0, 0, 0], Optimizers.Run(optimizer, 0, 0.1f, [0, 0, 0]));
    }

    private static void Check(Optimizer optimizer, double[] gradients, double[] expected)
    {
        var actual = Optimizers.Run(optimizer, weight: 1, learningRate: 0.5f, gradients);
        for (var step = 0; step < expected.Length; step++)
            // The rounding of some ten operations in double precision.
            new Tolerance(1e-14, 0).Check(expected[step], actual[step], $"{optimizer}, step {step + 1}");
    }
}
