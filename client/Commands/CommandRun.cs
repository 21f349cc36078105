using System.CommandLine;
using Durable.CommandLine.Targets;
using Durable.Http.Wire;
using Durable.Terminals;

namespace Durable.CommandLine.Commands;

/// <summary>One run of a command.</summary>
/// <param name="Parsed">What was typed.</param>
/// <param name="Target">The server or cluster.</param>
/// <param name="Terminal">Where to write.</param>
/// <param name="WantsJson">Whether to write JSON.</param>
internal sealed record CommandRun(ParseResult Parsed, ITarget Target, Terminal Terminal, bool WantsJson)
{
    /// <summary>Asks, or has something done. What fails ends the command with <see cref="CommandFailure"/>.</summary>
    public async Task<T> AskAsync<T>(Func<IDurableClient, Task<T>> call)
    {
        try
        {
            return await call(Target.Client);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or CommandFailure))
        {
            throw Target.FailureOf(exception) ?? CommandFailure.OfFault(exception);
        }
    }

    /// <inheritdoc cref="AskAsync{T}"/>
    public Task AskAsync(Func<IDurableClient, Task> call) => AskAsync(async client =>
    {
        await call(client);
        return true;
    });

    /// <summary>The execution that the user names. An ARN is one run of it, and that must be the one that is there.</summary>
    public Task<ExecutionId> ResolveAsync(ExecutionReference execution, CancellationToken cancellationToken) =>
        AskAsync(client => execution.ResolveAsync(client, cancellationToken));

    /// <summary>Writes an answer of the wire.</summary>
    public void WriteJson<T>(T answer, bool raw = false) => WriteLine(WireFormat.Write(answer), raw);

    /// <summary>Writes output. Much of it is of others: a person is shown all that is in it, and another program gets it as it is.</summary>
    /// <param name="text">One line or several.</param>
    /// <param name="raw">Whether a person gets it as it is, too.</param>
    public void WriteLine(string text, bool raw = false) =>
        Terminal.Output.WriteLine(Terminal.IsInteractive && !raw ? PrintableText.Lines(text) : text);

    /// <summary>Writes a part of a line of output, as <see cref="WriteLine"/> does.</summary>
    public void Write(string text) => Terminal.Output.Write(Terminal.IsInteractive ? PrintableText.Lines(text) : text);

    /// <summary>Says something beside the output, which must stay clean for other programs.</summary>
    public void Remark(string text) => Terminal.Error.WriteLine($"durable: {PrintableText.Line(text)}");
}
