namespace Durable.Silo.Demo.Display;

/// <summary>How far the demo is.</summary>
internal sealed record DemoProgress
{
    /// <summary>How many events there are.</summary>
    public required int Events { get; init; }

    /// <summary>Events whose first step has run.</summary>
    public required int Checked { get; init; }

    /// <summary>Events whose second step has run.</summary>
    public required int Scored { get; init; }

    /// <summary>Operations that are recorded.</summary>
    public required long Operations { get; init; }

    /// <summary>Checkpoints so far, those of earlier processes included.</summary>
    public required long Checkpoints { get; init; }

    /// <summary>Since this process looks on.</summary>
    public required TimeSpan Elapsed { get; init; }
}
