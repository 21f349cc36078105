using System.Threading.Channels;

namespace Durable.Silo.Dev;

/// <summary>The keys that somebody at the terminal presses.</summary>
internal static class DevKeys
{
    /// <summary>Whether there is a terminal to read them from.</summary>
    public static bool AreRead => !Console.IsInputRedirected;

    /// <summary>Reads them for as long as the process lives; none when there is no terminal.</summary>
    public static ChannelReader<char> Read()
    {
        var keys = Channel.CreateUnbounded<char>();
        if (AreRead)
        {
            // A read cannot be cancelled, and must keep nobody alive.
            new Thread(() => Read(keys.Writer)) { IsBackground = true, Name = "keys" }.Start();
        }

        return keys.Reader;
    }

    private static void Read(ChannelWriter<char> keys)
    {
        try
        {
            while (true)
            {
                keys.TryWrite(char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar));
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            // The terminal has gone.
        }
    }
}
