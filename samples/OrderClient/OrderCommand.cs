using System.CommandLine;
using System.CommandLine.Invocation;
using Durable.Samples.Orders;

namespace Durable.OrderClient;

/// <summary>The command line of the sample.</summary>
internal static class OrderCommand
{
    private static readonly Option<string[]> s_gateways = new("--gateway")
    {
        Description = "Where a silo of the cluster takes clients, host:port. Repeat it to name several: one that lives is enough.",
        DefaultValueFactory = static _ => [ClusterAddress.DefaultGateway],
    };

    private static readonly Option<string> s_clusterId = Text("--cluster-id", "The cluster's id.", ClusterAddress.DefaultId);
    private static readonly Option<string> s_serviceId = Text("--service-id", "The service's id.", ClusterAddress.DefaultId);
    private static readonly Option<string> s_item = Text("--item", "What to order.", "book");
    private static readonly Option<int> s_quantity = new("--quantity") { Description = "How many.", DefaultValueFactory = static _ => 1 };
    private static readonly Option<string> s_shipTo = Text("--ship-to", "Where to. Nobody delivers to Atlantis: the order is undone.", "Lisbon");
    private static readonly Option<string?> s_name = new("--name") { Description = "Name of the order; the same again follows the same order. Default: a random one." };

    public static async Task<int> InvokeAsync(string[] args)
    {
        var command = new RootCommand("Places an order on a cluster of durable executions, follows it and prints what became of it.")
        {
            s_gateways, s_clusterId, s_serviceId, s_item, s_quantity, s_shipTo, s_name,
        };
        s_gateways.Validators.Add(static option =>
        {
            foreach (var token in option.Tokens.Where(static token => !GatewayText.IsValid(token.Value)))
            {
                option.AddError($"--gateway '{token.Value}' is not host:port, such as {ClusterAddress.DefaultGateway}.");
            }
        });
        s_name.Validators.Add(static option =>
        {
            if (option.Tokens is [var token] && !ExecutionId.IsValidName(token.Value))
            {
                option.AddError($"--name '{token.Value}' is not valid: use 1 to {ExecutionId.MaxNameLength} of the characters a-z, A-Z, 0-9, '-' and '_'.");
            }
        });
        command.SetAction((parsed, stopping) => new OrderRun(Address(parsed), Request(parsed)).RunAsync(stopping));

        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            await Console.Error.WriteLineAsync($"order-client: {string.Join(' ', parsed.Errors.Select(static error => error.Message).Distinct())}");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static Option<string> Text(string name, string description, string fallback) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback };

    private static ClusterAddress Address(ParseResult parsed) => new()
    {
        Gateways = parsed.GetRequiredValue(s_gateways),
        ClusterId = parsed.GetRequiredValue(s_clusterId),
        ServiceId = parsed.GetRequiredValue(s_serviceId),
    };

    private static OrderRequest Request(ParseResult parsed) => new(
        parsed.GetValue(s_name) ?? $"order-{Guid.CreateVersion7():N}",
        new Order(parsed.GetRequiredValue(s_item), parsed.GetRequiredValue(s_quantity), parsed.GetRequiredValue(s_shipTo)));
}
