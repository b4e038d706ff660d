namespace DigitsService.Tests;

/// <summary>A service with a model that no test changes.</summary>
public sealed class RunningService : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digits-service").FullName;

    public RunningService()
    {
        var path = Path.Combine(_folder, "model.zip");
        Model.Save(path);
        Service = new(path);
    }

    internal TinyModel Model { get; } = new(epochs: 10);

    internal Service Service { get; }

    public void Dispose()
    {
        Service.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
