namespace Durable.Samples.Orders;

/// <summary>What a customer ordered.</summary>
/// <param name="Item">The article.</param>
/// <param name="Quantity">How many.</param>
/// <param name="ShipTo">Where to. Nobody delivers to <c>Atlantis</c>, so an order to there shows the compensation.</param>
public sealed record Order(string Item, int Quantity, string ShipTo);

/// <summary>What became of an order.</summary>
/// <param name="Shipped">Whether it is on its way.</param>
/// <param name="Message">The tracking number, or why the order was cancelled.</param>
/// <param name="Undone">What was taken back, in order.</param>
public sealed record OrderOutcome(bool Shipped, string Message, IReadOnlyList<string> Undone);
