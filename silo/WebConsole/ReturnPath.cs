namespace Durable.Silo.WebConsole;

/// <summary>Where a browser goes on after a sign-in.</summary>
internal static class ReturnPath
{
    /// <summary>A page of the console. An address that was sent along could lead to another site.</summary>
    public static string Of(string? path) => path is not null && IsOwn(path) ? path : ServerConsole.Path;

    // As a browser writes it: whatever is neither a letter nor a sign of an address is escaped.
    private static bool IsOwn(string path) =>
        (path == ServerConsole.Path || path.StartsWith($"{ServerConsole.Path}/", StringComparison.Ordinal) || path.StartsWith($"{ServerConsole.Path}?", StringComparison.Ordinal))
        && path.All(static character => character is > ' ' and < '\x7f' and not '\\');
}
