namespace Durable.CommandLine.Targets;

/// <summary>Whom commands ask: a server over HTTP, or a cluster.</summary>
internal interface ITarget : IAsyncDisposable
{
    IDurableClient Client { get; }

    /// <summary>How the command ends when a call fails so; null when that is a fault of this program.</summary>
    CommandFailure? FailureOf(Exception exception);
}
