namespace Durable.CommandLine.Targets;

/// <summary>Where a silo takes clients.</summary>
internal sealed record Gateway(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>; null when the text has another form.</summary>
    public static Gateway? TryParse(string text) =>
        Uri.TryCreate($"gateway://{text}", UriKind.Absolute, out var uri)
        && uri is { Port: > 0, IdnHost.Length: > 0, PathAndQuery: "" or "/", UserInfo: "", Fragment: "" }
            ? new Gateway(uri.IdnHost, uri.Port)
            : null;

    public override string ToString() => $"{Host}:{Port}";
}
