using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.AotDurable;

/// <summary>What is ordered: a price for each line.</summary>
internal sealed record Order(string Id, IReadOnlyList<int> Lines);

/// <summary>What comes of it.</summary>
internal sealed record Receipt(string Id, int Total, string Note);

/// <summary>The types that are recorded.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
internal sealed partial class OrderJson : JsonSerializerContext;

/// <summary>Charges each line in a branch of its own, waits, and ships.</summary>
internal sealed class OrderFunction : IDurableFunction<Order, Receipt>
{
    public async Task<Receipt> RunAsync(Order order, IDurableContext context)
    {
        var charged = await context.MapAsync(
            order.Lines,
            static (branch, price, _, _, cancelled) => branch.StepAsync((_, _) => Task.FromResult(price), "charge", cancellationToken: cancelled),
            "lines");
        await context.WaitAsync(TimeSpan.FromSeconds(1));
        var note = await context.StepAsync(static (_, _) => Task.FromResult("shipped"), "ship");
        return new Receipt(order.Id, charged.GetResults().Sum(), note);
    }
}
