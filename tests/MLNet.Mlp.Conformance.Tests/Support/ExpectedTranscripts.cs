namespace MLNet.Mlp.Conformance.Tests;

/// <summary>What real ML.NET's built-in trainers showed in the scenarios of a class: the file of the class's name in
/// the folder Expected, a section for each scenario and task. To write it anew, remove it and run the tests in the
/// package lane with the environment variable <see cref="WriteTo"/> set to the path of that folder.</summary>
internal sealed class ExpectedTranscripts(Type scenarios)
{
    public const string WriteTo = "MLNET_MLP_WRITE_EXPECTED";

    private const string HeadingMark = "== ";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Expected");

    /// <summary>The headings of the file's sections.</summary>
    public IEnumerable<string> Headings => Read(Folder).Keys;

    public static string Heading(string scenario, LearningTask task) => $"{scenario} ({task})";

    public IReadOnlyList<string> Of(string scenario, LearningTask task)
    {
        var sections = Read(Folder);
        Assert.Contains(Heading(scenario, task), sections.Keys);
        return sections[Heading(scenario, task)];
    }

    /// <summary>Checks that a transcript is the expected one; or makes it so, if that was asked for.</summary>
    public void Keep(string scenario, LearningTask task, IReadOnlyList<string> transcript)
    {
        if (Environment.GetEnvironmentVariable(WriteTo) is { Length: > 0 } folder)
        {
            var sections = Read(folder);
            sections[Heading(scenario, task)] = transcript;
            File.WriteAllLines(FileIn(folder), sections.SelectMany(section =>
                section.Value.Prepend(HeadingMark + section.Key)));
        }
        else
        {
            Assert.Equal(Of(scenario, task), transcript);
        }
    }

    private string FileIn(string folder) => Path.Combine(folder, $"{scenarios.Name}.txt");

    private SortedDictionary<string, IReadOnlyList<string>> Read(string folder)
    {
        var sections = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (!File.Exists(FileIn(folder))) return sections;
        List<string> lines = [];
        foreach (var line in File.ReadLines(FileIn(folder)))
        {
            if (line.StartsWith(HeadingMark, StringComparison.Ordinal))
                sections[line[HeadingMark.Length..]] = lines = [];
            else
                lines.Add(line);
        }
        return sections;
    }
}
