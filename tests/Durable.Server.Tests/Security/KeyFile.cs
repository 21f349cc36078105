using System.Text.Json;
using Durable.Silo.Security.ApiKeys;

namespace Durable.Server.Tests.Security;

/// <summary>A file of API keys.</summary>
internal sealed class KeyFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-keys-");
    private readonly List<ApiKeyEntry> _entries = [];

    public KeyFile()
    {
        Path = System.IO.Path.Combine(_directory.FullName, "keys.json");
        Write();
    }

    public string Path { get; }

    /// <summary>Makes a key and puts its entry into the file.</summary>
    /// <returns>The key.</returns>
    public string Add(string name, params IReadOnlyList<string> roles) => Add(name, expires: null, roles);

    public string Add(string name, DateTimeOffset? expires, params IReadOnlyList<string> roles)
    {
        var key = ApiKey.Create();
        _entries.Add(new ApiKeyEntry(name, Convert.ToHexStringLower(ApiKey.Hash(key)), roles, expires));
        Write();
        return key;
    }

    public void Remove(string name)
    {
        _entries.RemoveAll(entry => entry.Name == name);
        Write();
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Write() => File.WriteAllText(Path, JsonSerializer.Serialize(new { keys = _entries }));
}
