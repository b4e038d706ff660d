namespace MLNet.Mlp.Benchmarks;

/// <summary>How the time of an epoch of stochastic gradient descent with momentum grows with rows, features, width,
/// depth, batch size and threads; and a page that lets a reader predict it.</summary>
internal static class CostBenchmark
{
    /// <param name="effort">How much to measure.</param>
    /// <param name="isNamed">Whether this benchmark was asked for by name. Only then, and not in a smoke run, the page
    /// of the repository is written anew; else one in a temporary folder.</param>
    public static void Run(Effort effort, bool isNamed)
    {
        var isSmoke = effort == Effort.Smoke;
        var costs = new Costs(effort.RowCount / 6, Environment.ProcessorCount, rounds: isSmoke ? 1 : 4);
        var folder = isNamed && !isSmoke
            ? RepositoryFolder("docs")
            : Directory.CreateTempSubdirectory("mlp-costs-").FullName;
        File.WriteAllText(Path.Combine(folder, "costs.svg"), CostPlot.Draw(costs));
        File.WriteAllText(Path.Combine(folder, "costs.md"), CostPage.Write(costs));
        Console.WriteLine();
        Console.WriteLine("What an epoch costs: steps (layers a + parameters b) + rows (multiply-adds c + values d)");
        Console.Write(CostPage.Coefficients(costs));
        Console.WriteLine($"Tables and plot: {Path.Combine(folder, "costs.md")}");
        if (isSmoke) Directory.Delete(folder, recursive: true);
    }

    /// <summary>A folder of the repository that this program was built in.</summary>
    private static string RepositoryFolder(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "MLNet.Mlp.sln"))) return Path.Combine(at.FullName, name);
        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} has MLNet.Mlp.sln. Try dotnet run in the repository.");
    }
}
