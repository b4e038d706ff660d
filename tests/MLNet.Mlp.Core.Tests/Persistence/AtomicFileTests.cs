using System.Text;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Core.Tests.Persistence;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    private string Path => System.IO.Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Action<Stream> Text(string text) => stream => stream.Write(Encoding.ASCII.GetBytes(text));

    [Fact]
    public void A_file_is_created_and_replaced()
    {
        AtomicFile.Write(Path, Text("a long old text"));
        Assert.Equal("a long old text", File.ReadAllText(Path));
        AtomicFile.Write(Path, Text("new"));
        Assert.Equal("new", File.ReadAllText(Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Until_the_new_file_is_whole_the_path_leads_to_the_old_one()
    {
        File.WriteAllText(Path, "old");
        AtomicFile.Write(Path, stream =>
        {
            // More than any buffer holds, so that much of it has left the process.
            stream.Write(new byte[1 << 20]);
            Assert.Equal("old", File.ReadAllText(Path));
            Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
        });
        Assert.Equal(1 << 20, new FileInfo(Path).Length);
    }

    [Fact]
    public void When_writing_fails_the_old_file_stays_and_nothing_else()
    {
        File.WriteAllText(Path, "old");
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(Path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidDataException();
        }));
        Assert.Equal("old", File.ReadAllText(Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void When_renaming_fails_nothing_is_left_behind()
    {
        // A folder of that name cannot be replaced by a file.
        Directory.CreateDirectory(Path);
        Assert.ThrowsAny<SystemException>(() => AtomicFile.Write(Path, Text("new")));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Old_leftovers_of_killed_processes_are_deleted_and_nothing_else()
    {
        string[] kept =
        [
            Path,
            // Of now: another process may be writing it.
            Create($"file.{Guid.NewGuid():N}.tmp", age: TimeSpan.FromMinutes(50)),
            // Of another file, and files of the user.
            Create($"file2.{Guid.NewGuid():N}.tmp"),
            Create($"my.file.{Guid.NewGuid():N}.tmp"),
            Create("file.tmp"),
            Create("file..tmp"),
            Create("file.notes.tmp"),
            Create($"file.{Guid.NewGuid():D}.tmp"),
            Create($"file.{Guid.NewGuid():N}.txt"),
        ];
        File.WriteAllText(Path, "new");
        Create($"file.{Guid.NewGuid():N}.tmp");
        Create($"file.{Guid.NewGuid():N}.tmp");
        AtomicFile.DeleteLeftovers(Path);
        Assert.Equal(kept.Order(), Directory.GetFileSystemEntries(_folder).Order());

        string Create(string name, TimeSpan? age = null)
        {
            var path = System.IO.Path.Combine(_folder, name);
            File.WriteAllText(path, "part");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow - (age ?? TimeSpan.FromMinutes(70)));
            return path;
        }
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var path = System.IO.Path.Combine(_folder, "missing", "file");
        Assert.Contains("missing", Assert.Throws<DirectoryNotFoundException>(() =>
            AtomicFile.Write(path, Text("new"))).Message, StringComparison.Ordinal);
    }
}
