namespace Durable.Bench;

/// <summary>What the command line asked for; null where the scenario's own default holds.</summary>
internal sealed record BenchOptions
{
    public required string Scenario { get; init; }

    public string Host { get; init; } = "embedded";

    public string Store { get; init; } = "memory";

    public int? Branches { get; init; }

    public int? Steps { get; init; }

    /// <summary>What is replayed.</summary>
    public ReplayShape Shape { get; init; }

    public int? Executions { get; init; }

    public int? Callers { get; init; }

    /// <summary>How many executions have ended, and are in the store, before anything is measured.</summary>
    public int Stored { get; init; }

    /// <summary>Added to each write request.</summary>
    public TimeSpan StoreDelay { get; init; }

    /// <summary>Where a store that writes to disk gets a directory of its own.</summary>
    public string DataDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Whether what listeners to traces and metrics cost is measured, too.</summary>
    public bool Telemetry { get; init; }

    /// <summary>One line instead of indented ones.</summary>
    public bool Json { get; init; }
}
