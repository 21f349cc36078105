using System.CommandLine;
using System.CommandLine.Parsing;
using Durable.Http.Wire;

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

    private readonly Option<bool> _wait = new("--wait")
    {
        Description = "Wait for the result, as 'durable result' does. The name of the execution is printed first, on standard error.",
    };

    private readonly WaitOptions _waitOptions = new();

    private readonly Option<bool> _raw = RawOption.Create();

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
        Add(_raw);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var input = await _input.ReadAsync(run, cancellationToken);
        var started = await StartAsync(run, input, cancellationToken);
        if (run.Parsed.GetValue(_wait))
        {
            run.Remark($"Started {started.Id}");
            return await WaitAsync(run, started, cancellationToken);
        }

        if (run.WantsJson)
        {
            run.WriteJson(new StartedAnswer(started.Arn, started.Version));
        }
        else if (run.Terminal.IsInteractive)
        {
            run.WriteLine($"Started {started.Id}");
            run.WriteLine($"Wait for its result with: durable result {started.Id}");
        }
        else
        {
            run.WriteLine(started.Id.ToString());
        }

        return ExitCode.Ok;
    }

    // The name is chosen here, so that it is known also when no answer comes.
    private async Task<Started> StartAsync(CommandRun run, string? input, CancellationToken cancellationToken)
    {
        var function = FunctionNames.Require(run.Parsed.GetRequiredValue(_function));
        var name = run.Parsed.GetValue(_name) ?? Guid.CreateVersion7().ToString();
        var options = new StartOptions { Name = name, BusinessKey = _labels.BusinessKey(run.Parsed), Tags = _labels.Tags(run.Parsed) };
        var unknown = $"Whether '{name}' was started is not known: repeat the command with --name {name}, which finds it if it was.";
        try
        {
            var handle = await run.AskAsync(client => client.StartWithPayloadAsync(function, input, options, cancellationToken));
            return new Started(ExecutionArn.TryParse(handle.Arn, out var arn) ? arn.Id : handle.Id, handle.Arn!, handle.FunctionVersion);
        }
        catch (CommandFailure failure) when (failure.IsOutcomeUnknown)
        {
            throw new CommandFailure(failure.ExitCode, $"{failure.Message} {unknown}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCode.Interrupted, $"Interrupted. {unknown}");
        }
    }

    // That it was started stays true, whatever the result is or who may read it.
    private async Task<int> WaitAsync(CommandRun run, Started started, CancellationToken cancellationToken)
    {
        try
        {
            return await new ResultWait(run, new ExecutionReference(started.Id, null), run.Parsed.GetValue(_raw)).RunAsync(_waitOptions.Timeout(run.Parsed), cancellationToken);
        }
        catch (CommandFailure failure) when (failure.ExitCode == ExitCode.AccessDenied)
        {
            throw new CommandFailure(
                ExitCode.StartedWithoutResult,
                $"{started.Id} was started and goes on, but this key may not read results: {failure.Message} Ask with a key that may: durable result {started.Id}");
        }
        catch (CommandFailure failure) when (failure.ExitCode != ExitCode.Interrupted)
        {
            throw new CommandFailure(
                ExitCode.StartedWithoutResult,
                $"{started.Id} was started, but its result cannot be read: {failure.Message} Ask again with: durable result {started.Id}");
        }
    }

    private static void RequireName(OptionResult option)
    {
        if (option.Tokens is [var token] && !ExecutionId.IsValidName(token.Value))
        {
            option.AddError($"--name '{token.Value}' is not valid: use 1 to {ExecutionId.MaxNameLength} of the characters a-z, A-Z, 0-9, '-' and '_'.");
        }
    }

    // An execution that was started or found, as the server names it.
    private sealed record Started(ExecutionId Id, string Arn, string? Version);
}
