using System.Reflection;
using Aspire.Hosting.Testing;
using Xunit.Sdk;

namespace Durable.Aspire.Tests;

/// <summary>Makes app hosts.</summary>
internal static class TestAppHost
{
    private static readonly Dictionary<string, string?> s_metadata = typeof(TestAppHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(static metadata => metadata.Key, static metadata => metadata.Value, StringComparer.Ordinal);

    // Only looked at when resources run, and then with a dashboard.
    private const string NoDashboard = "DcpPublisher:DashboardPath=none";

    // The SDK of app hosts writes it under this name, too, and Aspire takes it from there.
    private static readonly string s_orchestrator = s_metadata["dcpclipath"]! + (OperatingSystem.IsWindows() ? ".exe" : "");

    public static string WorkerProject => Path.GetFullPath(s_metadata["Worker"]!);

    /// <summary>One whose resources are not run.</summary>
    public static IDistributedApplicationBuilder Create(bool publish = false) => DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = publish ? ["--operation", "publish", "--step", "publish-manifest"] : [$"DcpPublisher:CliPath={s_orchestrator}", NoDashboard],
        DisableDashboard = true,
        ProjectDirectory = AppContext.BaseDirectory,
    });

    /// <summary>One whose resources run.</summary>
    /// <remarks>Skips the test where there is no orchestrator to be had.</remarks>
    public static IDistributedApplicationTestingBuilder CreateRunning() => File.Exists(s_orchestrator)
        ? DistributedApplicationTestingBuilder.Create([$"DcpPublisher:CliPath={s_orchestrator}", NoDashboard])
        : throw SkipException.ForSkip($"Aspire has no orchestrator for this platform: {s_orchestrator} is not there.");

    /// <summary>What a resource's environment says: texts, or the expressions that a manifest has for them.</summary>
    public static async Task<Dictionary<string, string?>> EnvironmentOfAsync<T>(IResourceBuilder<T> builder)
        where T : IResource
    {
        var context = new EnvironmentCallbackContext(builder.ApplicationBuilder.ExecutionContext, builder.Resource);
        foreach (var annotation in builder.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return context.EnvironmentVariables.ToDictionary(static variable => variable.Key, static variable => Text(variable.Value), StringComparer.Ordinal);
    }

    /// <summary>A resource's command line, in the same form.</summary>
    public static async Task<List<string?>> ArgumentsOfAsync<T>(IResourceBuilder<T> builder)
        where T : IResource
    {
        var context = new CommandLineArgsCallbackContext([], builder.Resource) { ExecutionContext = builder.ApplicationBuilder.ExecutionContext };
        foreach (var annotation in builder.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return [.. context.Args.Select(Text)];
    }

    private static string? Text(object value) => value is IManifestExpressionProvider expression ? expression.ValueExpression : value.ToString();
}
