namespace Durable.Silo.Telemetry;

/// <summary>What the command line says about traces, metrics and logs for others.</summary>
internal sealed record TelemetryServerOptions
{
    /// <summary>Where Prometheus reads metrics.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>The collector that traces, metrics and logs are sent to; null for none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How it is spoken to.</summary>
    public OtlpProtocol OtlpProtocol { get; init; }

    /// <summary>Whether metrics can be read at <see cref="MetricsPath"/>.</summary>
    public bool Prometheus { get; init; }

    /// <summary>How often executions that are stuck are counted; null for never.</summary>
    public TimeSpan? StuckCountInterval { get; init; }
}

/// <summary>How a collector is spoken to.</summary>
internal enum OtlpProtocol
{
    /// <summary>gRPC, usually on port 4317.</summary>
    Grpc,

    /// <summary>Protocol buffers over HTTP, usually on port 4318.</summary>
    Http,
}
