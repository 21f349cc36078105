using System.Globalization;

namespace Durable.Silo.Connections;

/// <summary>How many of the process's file handles connections may take. Without a handle, neither store nor runtime can go on.</summary>
internal static class HandleBudget
{
    public const int MaxConnections = 10_000;
    public const int MinConnections = 8;

    // What a server needs in its first minutes beside connections: code that the first requests load, readers of the store, log files.
    private const int MinReserve = 96;

    // Where the system does not say how many handles there are.
    private const int UnknownLimit = 4096;
    private const int UnknownUse = 512;

    private const string LimitsFile = "/proc/self/limits";
    private const string HandlesDirectory = "/proc/self/fd";
    private const string LimitName = "Max open files";

    /// <summary>
    /// Half of the handles that are free now, and fewer where that leaves less than 96: the rest is for the store, for step bodies, and for
    /// what is loaded later.
    /// </summary>
    public static int ForConnections() => ForConnections(Limit(), Use());

    public static int ForConnections(long limit, int use)
    {
        var free = limit - use;
        return (int)Math.Clamp(Math.Min(free / 2, free - MinReserve), MinConnections, MaxConnections);
    }

    /// <summary>How many handles the process may have, when those that are free are too few for a server.</summary>
    public static long? FindShortage() => FindShortage(Limit(), Use());

    public static long? FindShortage(long limit, int use) => limit - use < MinReserve + MinConnections ? limit : null;

    /// <summary>Reads the limit of handles as Linux prints it.</summary>
    /// <returns>Null when it is not there; the largest number when there is no limit.</returns>
    public static long? ReadLimit(IEnumerable<string> lines) =>
        lines.FirstOrDefault(static line => line.StartsWith(LimitName, StringComparison.Ordinal)) is not { } line ? null
        : line[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit
        : long.MaxValue;

    private static long Limit() =>
        OperatingSystem.IsWindows() ? long.MaxValue
        : File.Exists(LimitsFile) ? ReadLimit(File.ReadLines(LimitsFile)) ?? UnknownLimit
        : UnknownLimit;

    private static int Use() => Directory.Exists(HandlesDirectory) ? Directory.EnumerateFileSystemEntries(HandlesDirectory).Count() : UnknownUse;
}
