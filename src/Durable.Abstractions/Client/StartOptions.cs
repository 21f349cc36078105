using System.Collections.ObjectModel;

namespace Durable;

/// <summary>How an execution is started.</summary>
public sealed record StartOptions
{
    /// <summary>Name of the execution, unique per function: 1 to 64 of <c>[a-zA-Z0-9-_]</c>. Default: a random one.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the execution is about in the words of the business, such as an order number: 1 to 256 characters, none of them a control character.
    /// Any number of executions may have the same; <see cref="ExecutionQuery.BusinessKey"/> finds them by an index. It never changes.
    /// </summary>
    public string? BusinessKey { get; init; }

    /// <summary>
    /// Marks by which lists can be filtered: at most 16. A key is 1 to 64 of <c>[a-zA-Z0-9-_.:/]</c>, a value at most 256 characters, none of them a
    /// control character; together they have at most 2 KiB. They never change. Every checkpoint carries them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What is wrong with the business key or the tags, with the limits; null when nothing is.</summary>
    public string? FindProblem() => LabelRules.ProblemOf(BusinessKey) ?? LabelRules.ProblemOf(Tags);
}
