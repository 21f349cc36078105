using System.CommandLine;
using Durable.CommandLine.Api;
using Durable.Terminals;

namespace Durable.CommandLine.Commands;

/// <summary>One run of a command.</summary>
/// <param name="Parsed">What was typed.</param>
/// <param name="Api">The server or cluster.</param>
/// <param name="Terminal">Where to write.</param>
/// <param name="WantsJson">Whether to write JSON.</param>
internal sealed record CommandRun(ParseResult Parsed, IDurableApi Api, Terminal Terminal, bool WantsJson)
{
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
