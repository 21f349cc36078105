using Durable.Terminals;

namespace Durable.CommandLine.Commands;

/// <summary>Text that the user gives in a file or on standard input: bounded, and UTF-8 or refused.</summary>
internal static class GivenText
{
    // More than anything that a server takes; a device never ends.
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="what">What it is, for people.</param>
    /// <exception cref="CommandFailure">It cannot be read, or is no text.</exception>
    public static string OfFile(string path, string what)
    {
        if (Directory.Exists(path))
        {
            throw new CommandFailure(ExitCode.Usage, $"{what} cannot be read: '{path}' is a directory.");
        }

        try
        {
            using var file = File.OpenRead(path);
            var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (bytes.Length <= MaxBytes && file.Read(buffer) is > 0 and var length)
            {
                bytes.Write(buffer, 0, length);
            }

            return Text(bytes, what);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new CommandFailure(ExitCode.Usage, $"{what} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="what">What it is, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandFailure">It cannot be read, or is no text.</exception>
    public static async Task<string> OfStreamAsync(Stream stream, string what, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (bytes.Length <= MaxBytes && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var length)
            {
                await bytes.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            }

            return Text(bytes, what);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new CommandFailure(ExitCode.Usage, $"{what} cannot be read: {exception.Message}");
        }
    }

    private static bool IsUnreadable(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static string Text(MemoryStream read, string what)
    {
        var bytes = read.GetBuffer().AsSpan(0, (int)read.Length);
        if (bytes.Length > MaxBytes)
        {
            throw new CommandFailure(ExitCode.Usage, $"{what} has more than {MaxBytes} bytes, the most that this command reads.");
        }

        return Utf8Text.FindProblem(bytes) is { } problem
            ? throw new CommandFailure(ExitCode.Usage, $"{what} is not UTF-8: {problem}. Save it as UTF-8.")
            : Utf8Text.Decode(bytes);
    }
}
