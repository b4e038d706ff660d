namespace MLNet.Mlp.Persistence;

/// <summary>Writes files that are never seen half written.</summary>
internal static class AtomicFile
{
    /// <summary>Much longer than it takes to write a file, even a large one to a slow disk.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    /// <summary>Writes beside the file and on to the disk, then renames, so that whoever opens the path, even after
    /// the machine lost its power within this call, finds the old file or the new one, whole. If anything fails, the
    /// old file stays and what was written beside it is deleted; only a killed process leaves that behind, as
    /// "{path}.{random}.tmp". The name is random, as of two processes that shared one the first could rename what the
    /// second has only begun to write. See <see cref="DeleteLeftovers"/>.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the file's bytes.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = File.Create(beside))
            {
                write(stream);
                // Or else the rename might reach the disk before the bytes.
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            // Also when the folder is missing, where Delete would hide the error by another.
            if (File.Exists(beside)) File.Delete(beside);
            throw;
        }
    }

    /// <summary>Deletes what killed processes left beside the file. What was written to within the last hour stays, as
    /// another process may be about to rename it; if it is deleted all the same, that process has an error, and the
    /// path still leads to a whole file.</summary>
    public static void DeleteLeftovers(string path)
    {
        var file = new FileInfo(path);
        try
        {
            foreach (var beside in file.Directory!.EnumerateFiles())
                if (IsBeside(file.Name, beside.Name) && beside.LastWriteTimeUtc < DateTime.UtcNow - LeftoverAge)
                    beside.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, or somebody else's: it does no harm where it is.
        }
    }

    private static bool IsBeside(string name, string other) =>
        other.Length == name.Length + 1 + 32 + 4 && other.StartsWith(name + ".", StringComparison.Ordinal) &&
        other.EndsWith(".tmp", StringComparison.Ordinal) &&
        Guid.TryParseExact(other.AsSpan(name.Length + 1, 32), "N", out _);
}
