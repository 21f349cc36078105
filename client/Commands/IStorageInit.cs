using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable storage init</c> for one kind of store.</summary>
internal interface IStorageInit
{
    /// <summary>What <c>--store</c> calls it.</summary>
    string Kind { get; }

    /// <summary>What <c>--print</c> can print of it.</summary>
    IReadOnlyList<string> Prints { get; }

    /// <summary>The options that mean something to it alone.</summary>
    IReadOnlyList<Option> Options { get; }

    /// <param name="parsed">The command.</param>
    /// <param name="print">What to print instead of creating anything; null to create.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What to say.</returns>
    /// <exception cref="CommandFailure">Options make no sense.</exception>
    Task<string> RunAsync(ParseResult parsed, string? print, CancellationToken cancellationToken);
}
