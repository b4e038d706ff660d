using Microsoft.ML;

namespace MLNet.Mlp.Tests;

/// <summary>How the options of the trainer choose optimizer, schedule and clipping.</summary>
public class MlpTrainerOptimizerTests
{
    [Fact]
    public void Without_an_optimizer_momentum_and_weight_decay_are_those_of_momentum_sgd() => Assert.Equal(
        new MomentumSgd { Momentum = 0.5f, WeightDecay = 0.1f },
        new MlpTrainer.Options { Momentum = 0.5f, WeightDecay = 0.1f }.ToTrainingOptions(seed: 0).Optimizer);

    [Fact]
    public void An_optimizer_takes_the_place_of_momentum_and_weight_decay() => Assert.Equal(
        new Adam { Beta1 = 0.8f },
        new MlpTrainer.Options { Optimizer = new Adam { Beta1 = 0.8f }, Momentum = 0.5f, WeightDecay = 0.1f }
            .ToTrainingOptions(seed: 0).Optimizer);

    [Fact]
    public void Schedule_and_clipping_are_handed_on()
    {
        var options = new MlpTrainer.Options { Schedule = new OneCycle { Rise = 0.1f }, ClipValue = 2, ClipNorm = 3 }
            .ToTrainingOptions(seed: 0);
        Assert.Equal((new OneCycle { Rise = 0.1f }, 2, 3), (options.Schedule, options.ClipValue, options.ClipNorm));
    }

    [Fact]
    public void The_defaults_are_those_of_the_training_options()
    {
        var (expected, actual) = (new TrainingOptions(), new MlpTrainer.Options().ToTrainingOptions(seed: 0));
        Assert.Equal(
            (expected.Optimizer, expected.Schedule, expected.ClipValue, expected.ClipNorm),
            (actual.Optimizer, actual.Schedule, actual.ClipValue, actual.ClipNorm));
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        Refused<ArgumentOutOfRangeException>("Momentum", new() { Momentum = 1 });
        Refused<ArgumentOutOfRangeException>("WeightDecay", new() { WeightDecay = -1 });
        Refused<ArgumentOutOfRangeException>("Beta2", new() { Optimizer = new Adam { Beta2 = 1 } });
        Refused<ArgumentOutOfRangeException>("Gamma", new() { Schedule = new StepDecay { Gamma = 2 } });
        Refused<ArgumentOutOfRangeException>("ClipValue", new() { ClipValue = 0 });
        Refused<ArgumentOutOfRangeException>("ClipNorm", new() { ClipNorm = float.NaN });
        Refused<ArgumentNullException>("Schedule", new() { Schedule = null! });
    }

    private static void Refused<TException>(string name, MlpTrainer.Options options) where TException : ArgumentException =>
        Assert.Throws<TException>(name, () => new MlpTrainer(new MLContext(), options));
}
