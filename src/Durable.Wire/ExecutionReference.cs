using System.Text.RegularExpressions;

namespace Durable.Wire;

/// <summary>How a caller names an execution: by its ARN, which is one run of it, or as <c>function/name</c>, whichever run is there.</summary>
internal sealed partial record ExecutionReference(ExecutionId Id, string? Arn)
{
    // What stands for the version in the ARN of an execution that was being started, until it is known which one it took.
    private const string LatestVersion = ":$LATEST/durable-execution/";

    /// <summary>Reads a reference; null when the text has neither form.</summary>
    public static ExecutionReference? TryParse(string text)
    {
        if (ExecutionId.TryParse(text, out var id))
        {
            return new ExecutionReference(id, null);
        }

        var match = ArnForm().Match(text);
        return match.Success && ExecutionId.TryParse($"{match.Groups["function"].Value}/{match.Groups["name"].Value}", out id)
            ? new ExecutionReference(id, text)
            : null;
    }

    /// <summary>The execution, after making sure that the ARN is of the run that is there now.</summary>
    /// <exception cref="ExecutionNotFoundException">That run is not there.</exception>
    public async Task<ExecutionId> ResolveAsync(IDurableClient client, CancellationToken cancellationToken)
    {
        if (Arn is null)
        {
            return Id;
        }

        // After its retention the name may have been used again; stopping or reading another run than the one named would be wrong.
        var execution = await client.DescribeAsync(Id, includeData: false, cancellationToken);
        return execution.Arn == Arn || IsOfLatest(execution) ? Id : throw new ExecutionNotFoundException(Id);
    }

    private bool IsOfLatest(ExecutionDescription execution) =>
        Arn!.Contains(LatestVersion, StringComparison.Ordinal)
        && Arn.Replace(LatestVersion, $":{execution.FunctionVersion}/durable-execution/", StringComparison.Ordinal) == execution.Arn;

    [GeneratedRegex(
        "^arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:[0-9]{12}:function:(?<function>[^:/]+):[^:/]+/durable-execution/(?<name>[^/]+)/[a-zA-Z0-9_-]+$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ArnForm();
}
