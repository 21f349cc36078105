using System.CommandLine;
using Durable.CommandLine.Api;
using Durable.CommandLine.Output;

namespace Durable.CommandLine.Commands;

/// <summary>One run of a command.</summary>
/// <param name="Parsed">What was typed.</param>
/// <param name="Api">The server or cluster.</param>
/// <param name="Terminal">Where to write.</param>
/// <param name="WantsJson">Whether to write JSON.</param>
internal sealed record CommandRun(ParseResult Parsed, IDurableApi Api, Terminal Terminal, bool WantsJson)
{
    public void WriteLine(string text) => Terminal.Output.WriteLine(text);

    /// <summary>Says something beside the output, which must stay clean for other programs.</summary>
    public void Remark(string text) => Terminal.Error.WriteLine($"durable: {PrintableText.Of(text)}");
}
