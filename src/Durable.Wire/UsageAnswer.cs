namespace Durable.Wire;

/// <summary>Sums of what a page of executions has cost, by function. Not on the original wire.</summary>
internal sealed record UsageAnswer(IReadOnlyList<FunctionUsageAnswer> Functions, string? NextMarker)
{
    public static UsageAnswer Of(UsagePage page) => new(
        [.. page.Functions.Select(static function => new FunctionUsageAnswer(function.FunctionName, function.Executions, function.Usage))],
        page.NextMarker);
}

/// <summary>What a function's executions have cost.</summary>
/// <param name="FunctionName">Its plain name.</param>
/// <param name="Executions">How many executions are summed up.</param>
/// <param name="Usage">Their sums.</param>
internal sealed record FunctionUsageAnswer(string FunctionName, long Executions, ExecutionUsage Usage);
