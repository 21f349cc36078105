using System.Security.Cryptography;

namespace Durable.Silo.Security;

/// <summary>A file that says whom the server trusts, as it was when it was read at the start.</summary>
/// <param name="Option">The option that names it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="FromText">Makes sense of its text, or throws <see cref="AccessConfigurationException"/>.</param>
/// <param name="Content">What was in it.</param>
/// <param name="Digest">Of the bytes that it was read from.</param>
/// <typeparam name="TContent">What is in it.</typeparam>
internal sealed record TrustedFileSource<TContent>(string Option, string Path, Func<string, TContent> FromText, TContent Content, byte[] Digest)
    where TContent : class
{
    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="AccessConfigurationException">It cannot be read, or breaks a rule.</exception>
    public static TrustedFileSource<TContent> Read(string option, string path, Func<string, TContent> parse)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AccessConfigurationException($"{option} {path} cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }

        return new TrustedFileSource<TContent>(option, path, parse, parse(Text(bytes)), SHA256.HashData(bytes));
    }

    /// <summary>What bytes of the file say.</summary>
    /// <exception cref="AccessConfigurationException">They break a rule.</exception>
    public TContent Parse(byte[] bytes) => FromText(Text(bytes));

    private static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        return reader.ReadToEnd();
    }
}
