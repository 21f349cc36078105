using Durable.Silo.Security;

namespace Durable.Silo.WebConsole;

/// <summary>Reads the secret with which the server proves to the provider who it is.</summary>
internal static class ClientSecret
{
    private const string Option = "--oidc-client-secret-file";

    /// <exception cref="AccessConfigurationException">The file cannot be read, or has no secret.</exception>
    public static string Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AccessConfigurationException($"{Option} {path} cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }

        return text.Length > 0 && !text.Any(char.IsControl)
            ? text
            : throw new AccessConfigurationException($"{Option} {path} cannot be used: it has to hold the secret in one line, and nothing else.");
    }
}
