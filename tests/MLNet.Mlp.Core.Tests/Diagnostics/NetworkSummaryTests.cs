using System.Globalization;

namespace MLNet.Mlp.Core.Tests;

public class NetworkSummaryTests
{
    [Fact]
    public void A_small_network() => Check(Network.Create(2, [3], 2), """
        Layer         Output       Parameters
        -------------------------------------
           Input      batch x 2             0
        0  Dense      batch x 3             9
           ReLU       batch x 3             0
        1  Dense      batch x 2             8
           Softmax    batch x 2             0
        -------------------------------------
        Trainable parameters               17
        Running statistics, not trained     0
        Memory                       68 bytes
        Operations to score a row          24
        """);

    [Fact]
    public void Everything_that_a_layer_may_have() => Check(Large(), """
        Layer                     Output         Parameters
        ---------------------------------------------------
           Input                  batch x 784             0
        0  Dense                  batch x 900       705,600
           Batch normalization    batch x 900         1,800
           Maxout, 3 pieces       batch x 300             0
           Dropout 0.25           batch x 300             0
        1  Dense                  batch x 100        30,000
           Batch normalization    batch x 100           200
           GELUTanh               batch x 100             0
        2  Dense                  batch x 30          3,030
           Identity               batch x 30              0
           Dropout 0.5            batch x 30              0
        3  Dense                  batch x 1              31
           Sigmoid                batch x 1               0
        ---------------------------------------------------
        Trainable parameters                        740,661
        Running statistics, not trained               2,000
        Memory                                      2.8 MiB
        Operations to score a row                 1,477,260
        """);

    [Fact]
    public void No_hidden_layer() => Check(Network.Create(4, [], 1, output: OutputActivation.Identity), """
        Layer          Output       Parameters
        --------------------------------------
           Input       batch x 4             0
        0  Dense       batch x 1             5
           Identity    batch x 1             0
        --------------------------------------
        Trainable parameters                 5
        Running statistics, not trained      0
        Memory                        20 bytes
        Operations to score a row            8
        """);

    [Theory]
    [InlineData(254, "1,020 bytes")] // 254 weights and a bias of 4 bytes each.
    [InlineData(255, "1.0 KiB")]
    [InlineData(262_130, "1,023.9 KiB")]
    [InlineData(262_131, "1.0 MiB")] // 1023.953 KiB, which would be shown as 1,024.0.
    public void The_memory_has_the_unit_that_keeps_the_number_short(int inputSize, string memory)
    {
        var layer = new DenseLayer(inputSize, 1, Activation.Identity);
        Assert.Matches($"\nMemory +{memory}\n", new Network([layer], OutputActivation.Identity).Summary());
    }

    [Fact]
    public void The_trainable_parameters_are_those_of_the_network()
    {
        var network = Large();
        var numbers = network.Summary().Split('\n').Skip(2).TakeWhile(line => line[0] != '-')
            .Sum(line => long.Parse(line[40..], NumberStyles.Number, CultureInfo.InvariantCulture));
        Assert.Equal(network.ParameterCount, numbers);
    }

    [Fact]
    public void The_table_is_the_same_in_every_culture()
    {
        var expected = Large().Summary();
        var culture = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal(expected, Large().Summary());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void No_line_is_longer_than_100_characters()
    {
        var hidden = new HiddenLayer(100_000, Activation.HardSigmoid)
        {
            BatchNormalization = true,
            Dropout = 0.12345679f,
        };
        var maxout = new HiddenLayer(1, Activation.Maxout) { MaxoutPieces = 123 };
        var network = Network.Create(
            50, [hidden, maxout], 1, WeightInitialization.Zeros, output: OutputActivation.Sigmoid);
        Assert.All(network.Summary().Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    private static Network Large() => Network.Create(
        784,
        [
            new HiddenLayer(300, Activation.Maxout) { MaxoutPieces = 3, BatchNormalization = true, Dropout = 0.25f },
            new HiddenLayer(100, Activation.GELUTanh) { BatchNormalization = true },
            new HiddenLayer(30, Activation.Identity) { Dropout = 0.5f },
        ],
        1,
        output: OutputActivation.Sigmoid);

    private static void Check(Network network, string expected) => Assert.Equal(expected + "\n", network.Summary());
}
