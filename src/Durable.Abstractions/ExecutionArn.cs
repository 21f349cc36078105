using System.Diagnostics.CodeAnalysis;

namespace Durable;

/// <summary>
/// The unique name of one run of an execution in wire form:
/// <c>arn:durable:lambda:local:000000000000:function:NAME:VERSION/durable-execution/EXECUTION/RUN</c>. Partition, region and account mean nothing here;
/// those of an ARN that was read are kept.
/// </summary>
public readonly record struct ExecutionArn
{
    /// <summary>
    /// Stands for the version of an execution that is being started, until it is known which one it takes. It also is the version of functions that
    /// are registered without one.
    /// </summary>
    public const string LatestVersion = "$LATEST";

    private const string LocalPrefix = "arn:durable:lambda:local:000000000000:function:";
    private const string Infix = "durable-execution";
    private const int AccountDigits = 12;

    // Null for the local one, so that equal texts are equal ARNs, however they were made.
    private readonly string? _foreignPrefix;

    /// <summary>Makes an ARN.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="functionVersion">Version of the function that the run was started on.</param>
    /// <param name="runId">Unique id of the run.</param>
    public ExecutionArn(ExecutionId id, string functionVersion, string runId)
    {
        ArgumentException.ThrowIfNullOrEmpty(functionVersion);
        ArgumentException.ThrowIfNullOrEmpty(runId);
        (Id, FunctionVersion, RunId) = (id, functionVersion, runId);
    }

    private ExecutionArn(string prefix, ExecutionId id, string functionVersion, string runId)
        : this(id, functionVersion, runId) => _foreignPrefix = prefix == LocalPrefix ? null : prefix;

    /// <summary>The execution.</summary>
    public ExecutionId Id { get; }

    /// <summary>Version of the function that the run was started on.</summary>
    public string FunctionVersion { get; init; }

    /// <summary>Unique id of the run, even if the execution's name is used again after its retention.</summary>
    public string RunId { get; }

    /// <summary>The function's ARN, which the execution's begins with.</summary>
    public string FunctionArn => $"{_foreignPrefix ?? LocalPrefix}{Id.FunctionName}:{FunctionVersion}";

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="arn">The ARN, when the text has that form.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out ExecutionArn arn)
    {
        arn = default;
        if (text?.Split(':', 8) is not ["arn", var partition, "lambda", var region, var account, "function", var function, var run]
            || run.Split('/') is not [{ Length: > 0 } version, Infix, var name, var runId]
            || !IsPlace(partition) || !IsPlace(region) || account.Length != AccountDigits || !account.All(char.IsAsciiDigit)
            || !NameRules.IsIdentifier(runId, int.MaxValue)
            || !ExecutionId.TryParse($"{function}/{name}", out var id))
        {
            return false;
        }

        arn = new ExecutionArn(text[..^(function.Length + 1 + run.Length)], id, version, runId);
        return true;
    }

    /// <summary>The ARN as text.</summary>
    public override string ToString() => $"{_foreignPrefix ?? LocalPrefix}{Id.FunctionName}:{FunctionVersion}/{Infix}/{Id.Name}/{RunId}";

    /// <summary>An execution that another one has invoked. Its run has the name of the execution.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="version">The version that it was started on, or <see cref="LatestVersion"/> until that is known.</param>
    internal static ExecutionArn OfInvoked(ExecutionId id, string version = LatestVersion) => new(id, version, id.Name);

    private static bool IsPlace(string text) => NameRules.IsIdentifier(text, int.MaxValue) && !text.Contains('_', StringComparison.Ordinal);
}
