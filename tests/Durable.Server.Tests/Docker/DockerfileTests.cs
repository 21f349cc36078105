using System.Diagnostics;
using System.Text.Json;
using Durable.CommandLine;
using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;

namespace Durable.Server.Tests.Docker;

/// <summary>The Dockerfiles, as far as they can be checked without an engine.</summary>
public sealed class DockerfileTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("silo", typeof(ServerCommand))]
    [InlineData("client", typeof(DurableCommandLine))]
    public void An_image_is_built_in_one_stage_and_runs_in_another_and_not_as_root(string name, Type entryPoint)
    {
        var lines = Lines(name);
        var last = lines[lines.FindLastIndex(static line => line.StartsWith("FROM ", StringComparison.Ordinal))..];

        Assert.Equal(2, lines.Count(static line => line.StartsWith("FROM ", StringComparison.Ordinal)));
        Assert.DoesNotContain("sdk", last[0], StringComparison.Ordinal);
        Assert.Equal("USER $APP_UID", Assert.Single(last, static line => line.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.Contains(last, static line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        Assert.Equal(["dotnet", $"{entryPoint.Assembly.GetName().Name}.dll"], JsonSerializer.Deserialize<string[]>(last[^1]["ENTRYPOINT ".Length..])!);
    }

    [Fact]
    public void The_silo_image_is_built_with_clustering_on_DynamoDB()
    {
        var lines = Lines("silo");

        Assert.Contains("ARG DYNAMODB_CLUSTERING=true", lines);
        Assert.EndsWith(
            "\"-p:DurableDynamoDBClustering=${DYNAMODB_CLUSTERING}\"",
            Assert.Single(lines, static line => line.StartsWith("RUN ", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_check_of_a_silo_is_good_when_the_server_is_ready_and_only_then()
    {
        Assert.Equal(0, await CheckAsync(new Uri(server.Endpoint).Port));
        Assert.NotEqual(0, await CheckAsync(port: 1));
    }

    private static async Task<int> CheckAsync(int port)
    {
        var check = Lines("silo").Single(static line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        var command = JsonSerializer.Deserialize<string[]>(check[(check.IndexOf("CMD ", StringComparison.Ordinal) + 4)..])!;
        Assert.Equal(["dotnet", "durable-server.dll", "health"], command);
        var start = new ProcessStartInfo(command[0], [.. command[1..], "--url", $"http://127.0.0.1:{port}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static List<string> Lines(string name) =>
    [
        .. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docker", $"{name}.Dockerfile")).Replace("\\\n", "", StringComparison.Ordinal)
            .Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#'),
    ];
}
