using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;

namespace Durable.Storage.Writing;

/// <summary>What a creation or commit writes: items that nothing refers to yet, and then the head that refers to them.</summary>
/// <param name="Next">The head to write.</param>
/// <param name="Items">What must be written before it.</param>
internal sealed record CommitPlan(HeadState Next, IReadOnlyList<Dictionary<string, AttributeValue>> Items);
