namespace Durable.Http.Wire;

/// <summary>How a caller names an execution: by its ARN, which is one run of it, or as <c>function/name</c>, whichever run is there.</summary>
internal sealed record ExecutionReference(ExecutionId Id, ExecutionArn? Arn)
{
    /// <summary>Reads a reference; null when the text has neither form.</summary>
    public static ExecutionReference? TryParse(string text) =>
        ExecutionId.TryParse(text, out var id) ? new ExecutionReference(id, null)
        : ExecutionArn.TryParse(text, out var arn) ? new ExecutionReference(arn.Id, arn)
        : null;

    /// <summary>The execution, after making sure that the ARN is of the run that is there now.</summary>
    /// <exception cref="ExecutionNotFoundException">That run is not there.</exception>
    public async Task<ExecutionId> ResolveAsync(IDurableClient client, CancellationToken cancellationToken)
    {
        if (Arn is not { } arn)
        {
            return Id;
        }

        // After its retention the name may have been used again; stopping or reading another run than the one named would be wrong.
        var execution = await client.DescribeAsync(Id, includeData: false, cancellationToken);
        return execution.Arn == arn.ToString() || IsOfLatest(arn, execution) ? Id : throw new ExecutionNotFoundException(Id);
    }

    // An execution that was being started is named by the latest version, until it is known which one it took.
    private static bool IsOfLatest(ExecutionArn arn, ExecutionDescription execution) =>
        arn.FunctionVersion == ExecutionArn.LatestVersion
        && (arn with { FunctionVersion = execution.FunctionVersion }).ToString() == execution.Arn;
}
