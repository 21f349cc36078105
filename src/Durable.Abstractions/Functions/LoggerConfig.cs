using Microsoft.Extensions.Logging;

namespace Durable;

/// <summary>How a context's logger behaves.</summary>
public sealed record LoggerConfig
{
    /// <summary>Where the lines go. Default: the host's logger of category <c>OrleansDurable.Function.&lt;name&gt;</c>.</summary>
    public ILogger? CustomLogger { get; init; }

    /// <summary>Silent during replay. Default: true.</summary>
    public bool ModeAware { get; init; } = true;
}
