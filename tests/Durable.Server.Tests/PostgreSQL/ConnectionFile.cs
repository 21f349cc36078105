namespace Durable.Server.Tests.PostgreSQL;

/// <summary>A file with a connection string, for its owner alone.</summary>
internal sealed class ConnectionFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-connection-");

    public ConnectionFile(string text)
    {
        Path = System.IO.Path.Combine(_directory.FullName, "connection.txt");
        File.WriteAllText(Path, text + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public string Path { get; }

    public void Dispose() => _directory.Delete(recursive: true);
}
