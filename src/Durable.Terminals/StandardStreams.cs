using System.Text;

namespace Durable.Terminals;

/// <summary>The standard streams of the process, with their failures.</summary>
internal static class StandardStreams
{
    private const int InputDescriptor = 0;
    private const int OutputDescriptor = 1;
    private const int BufferSize = 16 * 1024;

    // O_CLOEXEC, as Linux shows it.
    private const long OpenedHere = 0x80000;

    /// <summary>Standard input; null when the process was started without one.</summary>
    public static Stream? OpenInput() => IsClosed(InputDescriptor) ? null : Console.OpenStandardInput();

    /// <summary>Standard output.</summary>
    /// <param name="autoFlush">Whether every write is seen at once; otherwise it must be flushed at the end.</param>
    public static TextWriter OpenOutput(bool autoFlush = false)
    {
        var isClosed = IsClosed(OutputDescriptor);
        if (!isClosed && (OperatingSystem.IsWindows() || !Console.IsOutputRedirected))
        {
            return Console.Out;
        }

        // The platform's own stream hides that the reader of a pipe has gone.
        var stream = new DescriptorStream(isClosed ? null : OutputDescriptor);
        return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize) { AutoFlush = autoFlush };
    }

    // Where a standard stream was closed, the first file that the runtime opens takes its number: reading it may wait for ever, and writing
    // to it harms. Whatever the runtime opens is closed on exec, and what a parent handed down was not.
    private static bool IsClosed(int descriptor)
    {
        try
        {
            var flags = File.ReadLines(Invariant($"/proc/self/fdinfo/{descriptor}")).FirstOrDefault(static line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is not null && (Convert.ToInt64(flags["flags:".Length..].Trim(), 8) & OpenedHere) != 0;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Directory.Exists("/proc/self/fdinfo");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return false;
        }
    }
}
