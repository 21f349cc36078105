namespace Durable.Silo.Dev;

/// <summary>What <c>durable-server dev</c> is told in addition to what every server is.</summary>
internal sealed record DevServerOptions
{
    /// <summary>Whether the database is emptied first.</summary>
    public bool Reset { get; init; }

    /// <summary>Whether the server runs as a child that is started again when it is killed.</summary>
    public bool Supervise { get; init; }

    /// <summary>Whether this process is that child.</summary>
    public bool IsSupervised { get; init; }

    /// <summary>The command that starts it again.</summary>
    public string Command { get; init; } = "durable-server dev";
}
