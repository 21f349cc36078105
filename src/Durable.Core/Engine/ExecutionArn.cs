using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>The wire's name of an execution. Partition, region and account are fixed: they mean nothing here.</summary>
internal static class ExecutionArn
{
    private const string FunctionPrefix = "arn:durable:lambda:local:000000000000:function:";
    private const string Latest = "$LATEST";
    private const string ExecutionInfix = "/durable-execution/";

    public static string OfFunction(string functionName, string version) => $"{FunctionPrefix}{functionName}:{version}";

    public static string Of(ExecutionHead head) =>
        $"{OfFunction(head.Id.FunctionName, head.FunctionVersion)}{ExecutionInfix}{head.Id.Name}/{head.RunId}";

    /// <summary>An execution that another one has invoked. Its run has the name of the execution.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="version">The version that it was started on; <c>$LATEST</c> until that is known.</param>
    public static string OfInvoked(ExecutionId id, string version = Latest) => $"{OfFunction(id.FunctionName, version)}{ExecutionInfix}{id.Name}/{id.Name}";
}
