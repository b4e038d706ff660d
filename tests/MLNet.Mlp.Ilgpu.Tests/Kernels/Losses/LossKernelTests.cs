using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>The losses of rows on the device, against <see cref="Objective"/> in double precision.</summary>
public sealed class LossKernelTests
{
    private static readonly Tolerance _tolerance = new(5e-6, 1e-6);

    // Kernels are compiled once for all tests, each of which may be run by another thread.
    private static readonly Gpu _gpu = TestGpu.Create();

    public LossKernelTests() => _gpu.Enter();

    // Up to 64 outputs a row is measured by one thread.
    public static TheoryData<string, int, int> Cases()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var lossCase in LossCase.All)
            foreach (var outputs in new[] { 1, 2, 7, 64, 65, 130 })
                foreach (var seed in new[] { 4, 5 }) // Labels where the loss allows them, and numbers.
                    if (outputs >= lossCase.LeastOutputs && (outputs < 64 || outputs == 65 || seed == 5))
                        data.Add(lossCase.Name, outputs, seed);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_and_gradients_are_those_of_the_objective(string name, int outputs, int seed)
    {
        var lossCase = LossCase.Named(name);
        var data = lossCase.Rows(20, 1, outputs, seed, weighted: true);
        int[] rows = [.. Enumerable.Range(0, 17).Select(i => i * 7 % 20)];
        var logits = Logits(17 * outputs, seed);

        Check(lossCase, outputs, lossCase.Options, data, rows, logits);
        Check(lossCase, outputs, lossCase.Options, data, [.. Enumerable.Range(3, 17)], logits, inOrder: true);
    }

    [Theory]
    [MemberData(nameof(LossCase.NamesWithClasses), MemberType = typeof(LossCase))]
    public void Class_weights_count(string name)
    {
        var lossCase = LossCase.Named(name);
        foreach (var outputs in new[] { 1, 3, 70 })
        {
            if (outputs < lossCase.LeastOutputs) continue;
            var weights = Enumerable.Range(0, Math.Max(2, outputs)).Select(k => 0.5f + k % 4).ToArray();
            var options = new TrainingOptions { Loss = lossCase.Loss, ClassWeights = ClassWeights.Of(weights) };
            foreach (var seed in new[] { 6, 7 })
                Check(
                    lossCase, outputs, options, lossCase.Rows(9, 1, outputs, seed, weighted: true),
                    [8, 1, 0, 3, 2], Logits(5 * outputs, seed), classWeights: weights);
        }
    }

    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void Huge_differences_do_not_overflow(string name)
    {
        var lossCase = LossCase.Named(name);
        if (lossCase.Loss is SquaredError && lossCase.Output == OutputActivation.Identity) return; // The square does.
        var data = lossCase.Rows(4, 1, 2, 4);
        Check(
            lossCase, 2, lossCase.Options, data, [0, 1, 2, 3],
            [1000, -1000, 1e5f, -1e5f, -3e4f, 3e4f, 0, 0]);
    }

    [Fact]
    public void Logits_further_apart_than_floats_reach_have_a_finite_loss()
    {
        var lossCase = LossCase.Named("smoothed cross-entropy, softmax");
        foreach (var outputs in new[] { 2, 66 })
        {
            var logits = new float[outputs];
            (logits[0], logits[1]) = (3e38f, -3e38f);
            var (measures, gradient) = Run(
                lossCase, outputs, lossCase.Options, lossCase.Rows(1, 1, outputs, 4), [0], logits);
            Assert.True(float.IsFinite(measures[0]));
            Assert.All(gradient, g => Assert.True(float.IsFinite(g)));
        }
    }

    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void A_logit_that_is_no_number_does_not_go_unnoticed(string name)
    {
        var lossCase = LossCase.Named(name);
        foreach (var outputs in new[] { 3, 67 })
        {
            for (var at = 0; at < 3; at++)
            {
                var logits = Logits(outputs, 1);
                logits[outputs - 1 - at] = float.NaN;
                var (measures, _) = Run(
                    lossCase, outputs, lossCase.Options, lossCase.Rows(1, 1, outputs, 4), [0], logits);
                Assert.True(float.IsNaN(measures[0]), $"{outputs} outputs, logit {outputs - 1 - at}");
            }
        }
    }

    [Fact]
    public void Of_equal_logits_the_first_counts()
    {
        var lossCase = LossCase.Named("cross-entropy, softmax");
        foreach (var outputs in new[] { 3, 80 })
        {
            var data = new LabeledRows(1, outputs);
            for (var label = 0; label < 3; label++) data.Append([0f], label);
            var logits = new float[3 * outputs];
            Check(lossCase, outputs, lossCase.Options, data, [0, 1, 2], logits);
        }
    }

    private static float[] Logits(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 8 * random.NextSingle() - 4)];
    }

    private static void Check(
        LossCase lossCase, int outputs, TrainingOptions options, LabeledRows data, int[] rows, float[] logits,
        bool inOrder = false, float[]? classWeights = null)
    {
        var objective = new Objective(Network(lossCase, outputs), options);
        var expected = new double[logits.Length];
        for (var i = 0; i < logits.Length; i++) expected[i] = logits[i];
        var measures = rows
            .Select((row, i) => objective.Measure(data, row, rows.Length, expected.AsSpan(i * outputs, outputs)))
            .ToArray();

        var (actual, gradient) = Run(lossCase, outputs, options, data, rows, logits, inOrder, classWeights);

        for (var i = 0; i < rows.Length; i++)
        {
            _tolerance.Check(measures[i].Loss, actual[3 * i], $"loss of row {i}");
            _tolerance.Check(measures[i].Weight, actual[3 * i + 1], $"weight of row {i}");
            Assert.Equal(measures[i].Right ? 1f : 0f, actual[3 * i + 2]);
        }
        _tolerance.Check(expected, gradient, "dz");
    }

    private static (float[] Measures, float[] Gradient) Run(
        LossCase lossCase, int outputs, TrainingOptions options, LabeledRows data, int[] rows, float[] logits,
        bool inOrder = false, float[]? classWeights = null)
    {
        using var z = new DeviceMatrix(_gpu, rows.Length, outputs);
        z.CopyFrom(logits);
        using var numbers = new DeviceMatrix(_gpu, data.RowCount, outputs);
        var labels = data.Targets is ClassLabels classes ? Upload(classes.Labels.ToArray()) : null;
        if (labels is null)
        {
            var values = new float[data.RowCount * outputs];
            for (var row = 0; row < data.RowCount; row++)
                data.Targets.CopyRowTo(row, values.AsSpan(row * outputs, outputs));
            numbers.CopyFrom(values);
        }
        using var weights = Upload(Enumerable.Range(0, data.RowCount).Select(data.Weight).ToArray());
        var ofClasses = classWeights is null ? null : Upload(classWeights);
        using var order = Upload(rows);
        using var measures = _gpu.Allocate<float>(3 * (rows.Length + 1));
        var targets = new TargetsView(
            labels is null ? default : labels.View, numbers.View, weights.View,
            ofClasses is null ? default : ofClasses.View);

        LossKernel.Create(_gpu, Network(lossCase, outputs), options).Run(
            z.View, targets, inOrder ? default : order.View, rows.Length, new RowMeasures(measures.View, 1),
            inOrder ? rows[0] : 0);

        var gradient = new float[logits.Length];
        z.CopyTo(gradient);
        var padding = new float[rows.Length * z.Stride];
        z.View.Values.CopyToCPU(_gpu.Stream, padding);
        var all = new float[measures.Length];
        measures.View.CopyToCPU(_gpu.Stream, all);
        _gpu.Stream.Synchronize();
        for (var i = 0; i < padding.Length; i++)
            if (i % z.Stride >= outputs) Assert.Equal(0f, padding[i]);
        labels?.Dispose();
        ofClasses?.Dispose();
        return (all[3..], gradient);
    }

    private static MemoryBuffer1D<T, Stride1D.Dense> Upload<T>(T[] values) where T : unmanaged
    {
        var buffer = _gpu.Allocate<T>(values.Length);
        buffer.View.SubView(0, values.Length).CopyFromCPU(_gpu.Stream, values);
        _gpu.Stream.Synchronize();
        return buffer;
    }

    private static Network Network(LossCase lossCase, int outputs) =>
        new([new DenseLayer(1, outputs, Activation.Identity)], lossCase.Output);
}
