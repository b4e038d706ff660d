namespace MLNet.Mlp.Persistence;

/// <summary>Writes files that are never seen half written.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file and on to the disk, then renames, so that whoever opens the path, even after
    /// the machine lost its power within this call, finds the old file or the new one, whole. If anything fails, the
    /// old file stays and what was written beside it is deleted; only a killed process leaves that behind, as
    /// "{path}.{random}.tmp".</summary>
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
}
