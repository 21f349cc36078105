using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Durable.CommandLine.Output;
using Durable.Http.Wire;
using Durable.Model;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable list</c>.</summary>
internal sealed class ListCommand : ApiCommand
{
    private static readonly string[] s_statuses = [.. Enum.GetValues<ExecutionStatus>().Select(WireNames.Of)];

    private readonly Option<string?> _function = new("--function") { Description = "Only this function's executions.", HelpName = "name" };

    private readonly LabelOptions _labels = new("Only executions of this business key.", "Only executions with this tag; repeat it for those that have all.");

    private readonly Option<string[]> _statuses = new("--status")
    {
        Description = $"Only executions with one of these statuses: {string.Join(", ", s_statuses)}.",
        HelpName = "status",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<string?> _after = TimeOption.Create("--after", "Only executions started later, in ISO 8601; UTC unless it says otherwise.");

    private readonly Option<string?> _before = TimeOption.Create("--before", "Only executions started earlier.");

    private readonly Option<int> _limit = new("--limit")
    {
        Description = $"Most executions to list, 1 to {ExecutionQuery.MaxPageSize}.",
        HelpName = "number",
        DefaultValueFactory = static _ => ExecutionQuery.DefaultPageSize,
    };

    private readonly Option<string?> _marker = new("--marker") { Description = "Go on where the list before ended; the other options must be the same.", HelpName = "marker" };

    private readonly Option<bool> _stuck = new("--stuck")
    {
        Description = "Only executions that do not go on as they should, each with the reason and what helps. Looks at all that the other options let through.",
    };

    private readonly Option<bool> _oldestFirst = new("--oldest-first") { Description = "Oldest first instead of newest first." };

    public ListCommand(CommonOptions common, Terminal terminal)
        : base(
            "list",
            "Lists executions, newest first.",
            """
              durable list
              durable list --function order --status RUNNING FAILED --limit 20
              durable list --business-key 42 --tag customer=ada
              durable list --stuck
              durable list --after 2026-09-21T06:00:00Z --oldest-first --json
            """,
            common,
            terminal)
    {
        _statuses.Validators.Add(RequireStatuses);
        _limit.Validators.Add(RequireLimit);
        Add(_function);
        _labels.AddTo(this);
        Add(_statuses);
        Add(_after);
        Add(_before);
        Add(_limit);
        Add(_marker);
        Add(_stuck);
        Add(_oldestFirst);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var page = await run.AskAsync(client => client.ListAsync(Query(run.Parsed), cancellationToken));
        if (run.WantsJson)
        {
            run.WriteJson(ListAnswer.Of(page));
            return ExitCode.Ok;
        }

        var executions = page.Executions;
        if (executions.Count == 0 && run.Terminal.IsInteractive)
        {
            run.WriteLine("No executions.");
        }
        else
        {
            var columns = Columns(run, executions).ToList();
            Table.Write(
                run.Terminal,
                [.. columns.Select(static column => column.Column)],
                executions.Select(execution => (string[])[.. columns.Select(column => column.Cell(execution))]));
        }

        if (page.NextMarker is { Length: > 0 } marker)
        {
            run.Remark($"There are more: repeat the command with --marker {marker}");
        }

        return ExitCode.Ok;
    }

    // What none of the executions has is no column.
    private IEnumerable<(Column Column, Func<ExecutionSummary, string> Cell)> Columns(CommandRun run, IReadOnlyList<ExecutionSummary> executions)
    {
        var now = run.Terminal.TimeProvider.GetUtcNow();
        yield return (new("Execution", MinWidth: 20), static execution => execution.Id.ToString());
        yield return (
            new("Status", MinWidth: 9, Wraps: true), static execution => $"{WireNames.Of(execution.Status)}{(execution.ParkedAt is null ? "" : ", parked")}");
        yield return (
            new("Started", Importance: 1), execution => run.Terminal.IsInteractive ? Times.OfSecond(StartOf(execution)) : Times.Of(StartOf(execution)));
        yield return (new("Duration", Importance: 3), execution => Times.Span((execution.EndedAt ?? now) - StartOf(execution)));
        if (executions.Any(static execution => execution.BusinessKey is not null || execution.Tags.Count > 0))
        {
            yield return (new("Business key", Importance: 2, MinWidth: 12, Wraps: true), static execution => execution.BusinessKey ?? "");
            yield return (new("Tags", Importance: 4, MinWidth: 12, Wraps: true), static execution => TagText.Of(execution.Tags) ?? "");
        }

        if (run.Parsed.GetValue(_stuck))
        {
            yield return (new("Stuck", MinWidth: 20, Wraps: true), static execution => WaitRows.Of(execution.Stuck));
        }
        else if (executions.Any(static execution => execution.Waiting is not null))
        {
            yield return (new("Waits for", Importance: 2, MinWidth: 20, Wraps: true), execution => execution.Waiting is { } wait ? WaitRows.Of(wait, now) : "");
        }
    }

    // What the list goes by: the first run.
    private static DateTimeOffset StartOf(ExecutionSummary execution) => execution.FirstStartedAt ?? execution.StartedAt;

    private ExecutionQuery Query(ParseResult parsed) => new()
    {
        FunctionName = parsed.GetValue(_function) is { } function ? FunctionNames.Require(function) : null,
        BusinessKey = _labels.BusinessKey(parsed),
        Tags = _labels.Tags(parsed),
        Statuses = [.. parsed.GetRequiredValue(_statuses).Select(static name => WireNames.TryParse<ExecutionStatus>(name, out var status) ? status : default)],
        StartedAfter = TimeOption.Read(parsed.GetValue(_after)),
        StartedBefore = TimeOption.Read(parsed.GetValue(_before)),
        PageSize = parsed.GetValue(_limit),
        Marker = parsed.GetValue(_marker),
        IsStuck = parsed.GetValue(_stuck),
        OldestFirst = parsed.GetValue(_oldestFirst),
    };

    private static void RequireStatuses(OptionResult option)
    {
        foreach (var token in option.Tokens)
        {
            if (!WireNames.TryParse<ExecutionStatus>(token.Value, out _))
            {
                option.AddError($"--status '{token.Value}' is not known: use {string.Join(", ", s_statuses)}.");
            }
        }
    }

    private static void RequireLimit(OptionResult option)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > ExecutionQuery.MaxPageSize))
        {
            option.AddError($"--limit {token.Value} is not valid: use 1 to {ExecutionQuery.MaxPageSize}.");
        }
    }
}
