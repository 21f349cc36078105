using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Durable.CommandLine.Api;
using Durable.CommandLine.Output;

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
                run.Write(separator + one.GetRawText());
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
        List<JsonElement> events = [];
        await foreach (var page in PagesAsync(run, cancellationToken))
        {
            events.AddRange(page);
        }

        // A terminal has room for the date only where it says something.
        var withDate = events.Select(static one => one.Time("EventTimestamp")?.UtcDateTime.Date).Distinct().Count() > 1;
        Table.Write(run.Terminal, EventRow.Columns, events.Select(one => EventRow.Of(one, withDate)));
    }

    private async IAsyncEnumerable<IReadOnlyList<JsonElement>> PagesAsync(CommandRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var trail = new MarkerTrail();
        var size = ExecutionQuery.MaxPageSize;
        string? marker = null;
        var isLast = false;
        do
        {
            var page = await PageAsync(run, marker, size, cancellationToken);
            if (page is null)
            {
                size /= 10;
                continue;
            }

            yield return [.. page.Root.Items("Events")];
            marker = trail.Next(page.Root.Text("NextMarker"));
            isLast = marker is null;
        }
        while (!isLast);
    }

    // Null when a page of fewer events must be asked for: those of an execution with large data do not fit into one answer.
    private async Task<ApiAnswer?> PageAsync(CommandRun run, string? marker, int size, CancellationToken cancellationToken)
    {
        try
        {
            return await run.Api.GetHistoryAsync(
                run.Parsed.GetRequiredValue(_execution),
                !run.Parsed.GetValue(_noData),
                run.Parsed.GetValue(_reverse),
                size,
                marker,
                cancellationToken);
        }
        catch (AnswerTooLarge) when (size >= 10)
        {
            return null;
        }
    }
}
