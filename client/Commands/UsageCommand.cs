using System.CommandLine;
using Durable.CommandLine.Output;
using Durable.Http.Wire;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable usage</c>.</summary>
internal sealed class UsageCommand : ApiCommand
{
    private readonly Argument<string?> _function = new("function")
    {
        Description = "Only this function; all by default.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _after = TimeOption.Create("--after", "Only executions started later, in ISO 8601; UTC unless it says otherwise.");
    private readonly Option<string?> _before = TimeOption.Create("--before", "Only executions started earlier.");
    private readonly Option<string?> _prices = PricesOption.Create();

    public UsageCommand(CommonOptions common, Terminal terminal)
        : base(
            "usage",
            "Sums up what executions have cost, by function. Reads every execution that is still kept, a thousand at a time.",
            """
              durable usage
              durable usage order --after 2026-09-21 --prices prices.json
              durable usage --json | jq '.Functions[] | {FunctionName, Requests: .Usage.StorageRequests}'
            """,
            common,
            terminal)
    {
        Add(_function);
        Add(_after);
        Add(_before);
        Add(_prices);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var prices = PricesOption.Read(run.Parsed.GetValue(_prices));
        FunctionUsage[] functions = [.. await SumAsync(run, cancellationToken)];
        if (run.WantsJson)
        {
            run.WriteJson(UsageAnswer.Of(new UsagePage(functions, NextMarker: null)));
        }
        else if (functions.Length == 0 && run.Terminal.IsInteractive)
        {
            run.WriteLine("No executions.");
        }
        else
        {
            // A name in parentheses is no function's.
            var rows = functions.Length > 1 ? [.. functions, functions.Aggregate(static (left, right) => Add(left, right) with { FunctionName = "(all)" })] : functions;
            var row = new UsageRow(Array.Exists(functions, static function => function.Usage.RowsWritten is not null), prices);
            Table.Write(run.Terminal, row.Columns, rows.Select(row.Of));
        }

        return ExitCode.Ok;
    }

    private static FunctionUsage Add(FunctionUsage left, FunctionUsage right) =>
        left with { Executions = left.Executions + right.Executions, Usage = left.Usage + right.Usage };

    private async Task<IEnumerable<FunctionUsage>> SumAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var sums = new SortedDictionary<string, FunctionUsage>(StringComparer.Ordinal);
        var query = new ExecutionQuery
        {
            FunctionName = run.Parsed.GetValue(_function) is { } named ? FunctionNames.Require(named) : null,
            StartedAfter = TimeOption.Read(run.Parsed.GetValue(_after)),
            StartedBefore = TimeOption.Read(run.Parsed.GetValue(_before)),
            PageSize = ExecutionQuery.MaxPageSize,

            // New executions, which come at the end then, do not shift what is still to be read.
            OldestFirst = true,
        };
        var trail = new MarkerTrail();
        do
        {
            var page = await run.AskAsync(client => client.SumUsageAsync(query, cancellationToken));
            foreach (var function in page.Functions)
            {
                sums[function.FunctionName] = sums.TryGetValue(function.FunctionName, out var sum) ? Add(sum, function) : function;
            }

            query = query with { Marker = trail.Next(page.NextMarker) };
        }
        while (query.Marker is not null);

        return sums.Values;
    }
}
