using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;

namespace Durable.CommandLine.Commands;

/// <summary>Where the input of an execution, or the result of a callback, comes from.</summary>
internal sealed class InputOptions
{
    private const string StandardInput = "-";

    // How deep a function's own types may go is for the server to say.
    private static readonly JsonDocumentOptions s_anyDepth = new() { MaxDepth = int.MaxValue };

    private readonly Option<string?> _input;
    private readonly Option<string?> _file;
    private readonly string _what;
    private readonly int _maxBytes;

    /// <param name="option">Name of the option, without dashes.</param>
    /// <param name="what">What is given, for people.</param>
    /// <param name="maxBytes">Its limit.</param>
    public InputOptions(string option = "input", string what = "input", int maxBytes = DurableLimits.MaxExecutionPayloadBytes)
    {
        _what = what;
        _maxBytes = maxBytes;
        _input = new Option<string?>($"--{option}")
        {
            Description = $"The {what} as JSON; '-' reads it from standard input.",
            HelpName = "json",
        };
        _file = new Option<string?>($"--{option}-file")
        {
            Description = $"A file with the {what} as JSON; '-' is standard input.",
            HelpName = "path",
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_input);
        command.Add(_file);
        command.Validators.Add(RequireOne);
    }

    /// <summary>Reads the input and makes sure that it is JSON.</summary>
    /// <returns>Null when none was given.</returns>
    public async Task<string?> ReadAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var text = (run.Parsed.GetValue(_input), run.Parsed.GetValue(_file)) switch
        {
            (StandardInput, _) or (_, StandardInput) => await ReadStandardInputAsync(run.Terminal, cancellationToken),
            (_, { } path) => GivenText.OfFile(path, $"The {_what} file"),
            (var inline, _) => inline,
        };
        if (text is null)
        {
            return null;
        }

        // White space around the input, such as the line end of a file, would make it another input to the server.
        var json = text.Trim();
        RequireSize(json);
        RequireJson(json);
        return json;
    }

    private Task<string> ReadStandardInputAsync(Terminal terminal, CancellationToken cancellationToken) => terminal.Input is { } stream
        ? GivenText.OfStreamAsync(stream, $"The {_what} on standard input", cancellationToken)
        : throw new CommandFailure(
            ExitCode.Usage, $"Standard input is closed, and the {_what} was to come from there: send it, or name a file with {_file.Name}.");

    // The server says so too, but to one who sends far more than that it closes the connection.
    private void RequireSize(string json)
    {
        var bytes = Encoding.UTF8.GetByteCount(json);
        if (bytes > _maxBytes)
        {
            throw new CommandFailure(
                ExitCode.Usage,
                Invariant($"The {_what} has {bytes} bytes; the limit is {_maxBytes}. Keep large data elsewhere, for example in an object store, and pass a reference to it."));
        }
    }

    private void RequireJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_anyDepth);
        }
        catch (JsonException exception)
        {
            var hint = json.StartsWith('{') || json.StartsWith('[') ? exception.Message : $"text needs double quotes of its own, as in {_input.Name} '\"world\"'";
            throw new CommandFailure(ExitCode.Usage, $"The {_what} is not JSON: {hint}.");
        }
    }

    private void RequireOne(CommandResult command)
    {
        if (command.GetResult(_input) is not null && command.GetResult(_file) is not null)
        {
            command.AddError($"{_input.Name} and {_file.Name} exclude each other: leave one out.");
        }
    }
}
