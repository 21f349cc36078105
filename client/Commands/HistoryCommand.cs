using System.CommandLine;
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
        var events = await ReadAllAsync(run, cancellationToken);
        if (run.WantsJson)
        {
            run.WriteLine($"{{\"Events\":[{string.Join(',', events.Select(static one => one.GetRawText()))}]}}");
        }
        else
        {
            // A terminal has room for the date only where it says something.
            var withDate = !run.Terminal.IsInteractive || events.Select(static one => one.Time("EventTimestamp")?.UtcDateTime.Date).Distinct().Count() > 1;
            Table.Write(run.Terminal, EventRow.Columns, wrapped: EventRow.Columns.Count - 1, events.Select(one => EventRow.Of(one, withDate)));
        }

        return ExitCode.Ok;
    }

    private async Task<List<JsonElement>> ReadAllAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var events = new List<JsonElement>();
        string? marker = null;
        do
        {
            var page = await run.Api.GetHistoryAsync(
                run.Parsed.GetRequiredValue(_execution),
                !run.Parsed.GetValue(_noData),
                run.Parsed.GetValue(_reverse),
                marker,
                cancellationToken);
            events.AddRange(page.Root.Items("Events"));
            var next = page.Root.Text("NextMarker");
            marker = next is null || next != marker ? next : throw Unreadable.Answer();
        }
        while (!string.IsNullOrEmpty(marker));

        return events;
    }
}
