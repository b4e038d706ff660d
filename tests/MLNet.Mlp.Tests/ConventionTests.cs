using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.ML;

namespace MLNet.Mlp.Tests;

/// <summary>What holds for the whole public surface.</summary>
public partial class ConventionTests
{
    public static TheoryData<Assembly> Assemblies =>
    [
        typeof(MlpTrainer).Assembly, typeof(Network).Assembly,
#if HAS_ILGPU
        typeof(Backends.GpuBackend).Assembly,
#endif
    ];

    [Theory, MemberData(nameof(Assemblies))]
    public void Everything_public_is_documented(Assembly assembly)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
        var documented = documentation.Descendants("member")
            .Where(member => member.Elements().Any(element => element.Name.LocalName is "summary" or "inheritdoc"))
            .Select(member => WithoutArity(member.Attribute("name")!.Value).Split('(')[0])
            .ToHashSet();
        var names = assembly.GetExportedTypes().SelectMany(Names).ToList();
        Assert.NotEmpty(names);
        Assert.Empty(names.Except(documented));
    }

    /// <summary>What the public members of a type are called in the documentation, without parameters: that each overload
    /// is documented is the compiler's business.</summary>
    private static IEnumerable<string> Names(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var typeName = WithoutArity(type.FullName!.Replace('+', '.'));
        return type.GetMembers(Declared).Where(member => !IsMadeByTheCompiler(member)).Select(member => member switch
        {
            Type nested => "T:" + nested.FullName!.Replace('+', '.'),
            FieldInfo => $"F:{typeName}.{member.Name}",
            PropertyInfo => $"P:{typeName}.{member.Name}",
            EventInfo => $"E:{typeName}.{member.Name}",
            ConstructorInfo => $"M:{typeName}.#ctor",
            _ => $"M:{typeName}.{member.Name}",
        }).Prepend("T:" + typeName);
    }

    /// <summary>Generic types are called <c>Name`1</c> and generic methods <c>Name``1</c>.</summary>
    private static string WithoutArity(string name) => Arity().Replace(name, "");

    [GeneratedRegex("`+[0-9]+")]
    private static partial Regex Arity();

    // Members of records, accessors, the field behind an enum and constructors that no one wrote.
    private static bool IsMadeByTheCompiler(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) ||
        member is FieldInfo { IsSpecialName: true } ||
        member is MethodInfo { IsSpecialName: true } ||
        member is ConstructorInfo { DeclaringType: var type } constructor &&
            (constructor.GetParameters().Length == 0 || type!.GetMethod("<Clone>$") is not null || type.IsValueType);

    public static TheoryData<MlpOptions> OptionsOfTrainers =>
        [new MlpTrainer.Options(), new MlpBinaryTrainer.Options(), new MlpRegressionTrainer.Options()];

    [Theory, MemberData(nameof(OptionsOfTrainers))]
    public void Defaults_of_the_options_are_those_of_the_core(MlpOptions options)
    {
        Loss loss = options is MlpRegressionTrainer.Options ? new SquaredError() : new CrossEntropy();
        Assert.Equal(new TrainingOptions { Seed = 7, Loss = loss }, options.ToTrainingOptions(seed: 7));
        Assert.Equal(("Label", "Features"), (options.LabelColumnName, options.FeatureColumnName));
        Assert.Equal([64], options.HiddenLayers);
        Assert.Equal(Activation.ReLU, options.Activation);
        Assert.Equal(WeightInitialization.Default, options.WeightInitialization);
        Assert.Null(options.Seed);
        Assert.Null(options.ExampleWeightColumnName);
        Assert.Equal((FeatureStorage.Auto, RowStorage.Auto, null),
            (options.FeatureStorage, options.RowStorage, options.MemoryLimit));
        Assert.Null(options.ValidationSet);
        Assert.Null(options.Device);
    }

    [Theory, MemberData(nameof(OptionsOfTrainers))]
    public void Every_training_option_can_be_set_through_the_trainer(MlpOptions options)
    {
        var classifies = options is not MlpRegressionTrainer.Options;
        var changed = new TrainingOptions
        {
            Epochs = 2,
            BatchSize = 3,
            LearningRate = 0.4f,
            Schedule = new ExponentialDecay(),
            Optimizer = new Adam(),
            ClipValue = 0.5f,
            ClipNorm = 0.6f,
            Shuffle = false,
            Seed = 7,
            Loss = classifies ? new CrossEntropy { LabelSmoothing = 0.1f } : new HuberError(),
            ClassWeights = classifies ? ClassWeights.Balanced : null,
            MaxNorm = 4,
            ValidationFraction = 0.2f,
            RestoreBest = false,
            MaximumDuration = TimeSpan.FromMinutes(1),
            MeasureLayers = true,
            ConvergenceTolerance = 0.8f,
            ConvergencePatience = 9,
            Threads = 10,
            Precision = Precision.TF32,
            ShuffleBufferRows = 11,
        };
        var defaults = new TrainingOptions();
        // Numbers have no classes.
        var settable = typeof(TrainingOptions).GetProperties().Where(property => property.CanWrite &&
            (classifies || property.Name != nameof(TrainingOptions.ClassWeights))).ToList();
        Assert.All(settable, property => Assert.NotEqual(property.GetValue(defaults), property.GetValue(changed)));

        foreach (var property in settable.Where(property => property.Name != nameof(TrainingOptions.Seed)))
        {
            var name = property.Name == nameof(TrainingOptions.Epochs) ? nameof(MlpOptions.NumberOfEpochs) : property.Name;
            options.GetType().GetProperty(name)!.SetValue(options, property.GetValue(changed));
        }
        Assert.Equal(changed, options.ToTrainingOptions(seed: 7));
    }

    [Fact]
    public void Trainers_tell_ML_NET_what_they_need_and_what_they_can_do()
    {
        var info = new MlpTrainer(new MLContext()).Info;
        // Some of it is internal in ML.NET.
        bool Says(string name) => (bool)typeof(TrainerInfo).GetProperty(name,
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(info)!;
        Assert.True(Says("NeedNormalization"));
        Assert.True(Says("SupportsValidation"));
        Assert.True(Says("SupportsIncrementalTraining"));
        Assert.False(Says("NeedCalibration"));
        Assert.False(Says("WantCaching"));
        Assert.False(Says("SupportsTest"));
    }

    [Fact]
    public void The_core_knows_neither_ML_NET_nor_GPUs()
    {
        var references = typeof(Network).Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();
        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, name => name.StartsWith("Microsoft.ML", StringComparison.Ordinal));
        Assert.DoesNotContain(references, name => name.StartsWith("ILGPU", StringComparison.Ordinal));
    }

    [Fact]
    public void The_catalog_methods_are_where_ML_NET_users_find_them()
    {
        Assert.Equal("Microsoft.ML", typeof(MlpCatalog).Namespace);
        Assert.Equal(["MLNet.Mlp"], typeof(MlpTrainer).Assembly.GetExportedTypes()
            .Where(type => type != typeof(MlpCatalog)).Select(type => type.Namespace).Distinct());
    }
}
