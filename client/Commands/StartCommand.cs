using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable start</c>.</summary>
internal sealed class StartCommand : ApiCommand
{
    private readonly Argument<string> _function = new("function") { Description = "A function that the server has." };

    private readonly InputOptions _input = new();

    private readonly Option<string?> _name = new("--name")
    {
        Description = "Name of the execution, unique per function. Starting the same name with the same input again finds the one that is there. Default: a random one.",
        HelpName = "name",
    };

    private readonly LabelOptions _labels = new(
        "What the execution is about, such as an order number; 'durable list --business-key' finds it by that.",
        "A mark by which 'durable list' can filter; repeat it for several.");

    private readonly Option<bool> _wait = new("--wait") { Description = "Wait for the result, as 'durable result' does." };

    private readonly WaitOptions _waitOptions = new();

    public StartCommand(CommonOptions common, Terminal terminal)
        : base(
            "start",
            "Starts an execution; when the command returns, the start is durable.",
            """
              durable start hello --input '"world"' --wait
              durable start order --name order-42 --input-file order.json --business-key 42 --tag customer=ada
              echo 300 | durable start sample-fan-out --input - --wait --timeout 30
            """,
            common,
            terminal)
    {
        _name.Validators.Add(RequireName);
        Add(_function);
        _input.AddTo(this);
        Add(_name);
        _labels.AddTo(this);
        Add(_wait);
        _waitOptions.AddTo(this);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var input = await _input.ReadAsync(run, cancellationToken);
        var started = await run.Api.StartAsync(run.Parsed.GetRequiredValue(_function), StartOptionsOf(run.Parsed), input, cancellationToken);
        if (run.Parsed.GetValue(_wait))
        {
            return await new ResultWait(run, started.Arn).RunAsync(_waitOptions.Timeout(run.Parsed), cancellationToken);
        }

        if (run.WantsJson)
        {
            run.WriteLine(started.ToJson());
        }
        else if (run.Terminal.IsInteractive)
        {
            run.WriteLine($"Started {started.ShortId}");
            run.WriteLine($"Wait for its result with: durable result {started.ShortId}");
        }
        else
        {
            run.WriteLine(started.ShortId);
        }

        return ExitCode.Ok;
    }

    private StartOptions StartOptionsOf(ParseResult parsed) => new()
    {
        Name = parsed.GetValue(_name),
        BusinessKey = _labels.BusinessKey(parsed),
        Tags = _labels.Tags(parsed),
    };

    private static void RequireName(OptionResult option)
    {
        if (option.Tokens is [var token] && !ExecutionId.IsValidName(token.Value))
        {
            option.AddError($"--name '{token.Value}' is not valid: use 1 to {ExecutionId.MaxNameLength} of the characters a-z, A-Z, 0-9, '-' and '_'.");
        }
    }
}
