using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Durable.CommandLine.Commands;

/// <summary>How long a command waits for a result.</summary>
internal sealed class WaitOptions
{
    private const int MostSeconds = 31_622_400;

    private readonly Option<int?> _timeout = new("--timeout")
    {
        Description = "Seconds to wait at most; 0 only looks. The execution goes on all the same. Default: until it ends.",
        HelpName = "seconds",
    };

    public WaitOptions() => _timeout.Validators.Add(RequireSeconds);

    public void AddTo(Command command) => command.Add(_timeout);

    /// <summary>Null to wait until the execution ends.</summary>
    public TimeSpan? Timeout(ParseResult parsed) => parsed.GetValue(_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static void RequireSeconds(OptionResult option)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var seconds) || seconds is < 0 or > MostSeconds))
        {
            option.AddError($"--timeout {token.Value} is not valid: use whole seconds from 0 to {MostSeconds}.");
        }
    }
}
