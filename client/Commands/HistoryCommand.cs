using System.CommandLine;
using System.Runtime.CompilerServices;
using Durable.CommandLine.Output;
using Durable.CommandLine.Targets;
using Durable.Http.Wire;
using Durable.Model;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable history</c>.</summary>
internal sealed class HistoryCommand : ApiCommand
{
    private readonly Argument<string> _execution = ExecutionArgument.Create();
    private readonly Option<bool> _noData = new("--no-data") { Description = "Leave out inputs, results and errors." };
    private readonly Option<bool> _reverse = new("--reverse") { Description = "Newest first." };

    public HistoryCommand(CommonOptions common, Terminal terminal)
        : base(
            "history",
            "Shows every event of an execution, oldest first.",
            """
              durable history order/order-42
              durable history order/order-42 --reverse --no-data
              durable history order/order-42 --json | jq -r '.Events[].EventType'
            """,
            common,
            terminal)
    {
        Add(_execution);
        Add(_noData);
        Add(_reverse);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        if (run.WantsJson)
        {
            await WriteJsonAsync(run, cancellationToken);
        }
        else if (run.Terminal.IsInteractive)
        {
            await WriteTableAsync(run, cancellationToken);
        }
        else
        {
            await WriteLinesAsync(run, cancellationToken);
        }

        return ExitCode.Ok;
    }

    // Page by page: a history may be larger than what one wants to hold.
    private async Task WriteJsonAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var separator = "{\"Events\":[";
        await foreach (var page in PagesAsync(run, cancellationToken))
        {
            foreach (var one in page)
            {
                run.Write(separator + WireFormat.Write(one));
                separator = ",";
            }
        }

        run.WriteLine(separator == "," ? "]}" : separator + "]}");
    }

    private async Task WriteLinesAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var hasHeading = false;
        await foreach (var page in PagesAsync(run, cancellationToken))
        {
            if (!hasHeading)
            {
                Table.WriteHeading(run.Terminal, EventRow.Columns);
                hasHeading = true;
            }

            Table.WriteLines(run.Terminal, page.Select(static one => EventRow.Of(one, withDate: true)));
        }
    }

    private async Task WriteTableAsync(CommandRun run, CancellationToken cancellationToken)
    {
        List<HistoryEvent> events = [];
        await foreach (var page in PagesAsync(run, cancellationToken))
        {
            events.AddRange(page);
        }

        // A terminal has room for the date only where it says something.
        var withDate = events.Select(static one => one.EventTimestamp.UtcDateTime.Date).Distinct().Count() > 1;
        Table.Write(run.Terminal, EventRow.Columns, events.Select(one => EventRow.Of(one, withDate)));
    }

    private async IAsyncEnumerable<IReadOnlyList<HistoryEvent>> PagesAsync(CommandRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = await run.ResolveAsync(ExecutionArgument.Read(run.Parsed, _execution), cancellationToken);
        var trail = new MarkerTrail();
        var query = new HistoryQuery
        {
            IncludeExecutionData = !run.Parsed.GetValue(_noData),
            ReverseOrder = run.Parsed.GetValue(_reverse),
            PageSize = ExecutionQuery.MaxPageSize,
        };
        var isLast = false;
        do
        {
            var page = await PageAsync(run, id, query, cancellationToken);
            if (page is null)
            {
                query = query with { PageSize = query.PageSize / 10 };
                continue;
            }

            yield return page.Events;
            query = query with { Marker = trail.Next(page.NextMarker) };
            isLast = query.Marker is null;
        }
        while (!isLast);
    }

    // Null when a page of fewer events must be asked for: those of an execution with large data do not fit into one answer.
    private static async Task<HistoryPage?> PageAsync(CommandRun run, ExecutionId id, HistoryQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await run.AskAsync(client => client.GetHistoryAsync(id, query, cancellationToken));
        }
        catch (AnswerTooLarge) when (query.PageSize >= 10)
        {
            return null;
        }
    }
}
