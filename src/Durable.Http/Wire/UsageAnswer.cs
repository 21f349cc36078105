namespace Durable.Http.Wire;

/// <summary>Sums of what a page of executions has cost, by function. Not on the original wire.</summary>
internal sealed record UsageAnswer(IReadOnlyList<FunctionUsageAnswer> Functions, string? NextMarker)
{
    public static UsageAnswer Of(UsagePage page) => new(
        [.. page.Functions.Select(static function => new FunctionUsageAnswer(function.FunctionName, function.Executions, function.Usage))],
        page.NextMarker);

    /// <summary>Reads the answer; null when it is another kind of answer.</summary>
    /// <exception cref="FormatException">A sum of it cannot be read.</exception>
    public UsagePage? ToPage() => Functions is null ? null : new([.. Functions.Select(static function => function.ToUsage())], NextMarker);
}

/// <summary>What a function's executions have cost.</summary>
/// <param name="FunctionName">Its plain name.</param>
/// <param name="Executions">How many executions are summed up.</param>
/// <param name="Usage">Their sums.</param>
internal sealed record FunctionUsageAnswer(string FunctionName, long Executions, ExecutionUsage Usage)
{
    /// <exception cref="FormatException">It is no sum of a function.</exception>
    public FunctionUsage ToUsage() => FunctionName is null || Usage is null
        ? throw new FormatException("A function has no name or no usage.")
        : new FunctionUsage { FunctionName = FunctionName, Executions = Executions, Usage = Usage };
}
