using Durable.Server.Tests.Hosting;

namespace Durable.Server.Tests.CommandLine;

/// <summary>Server and command line as their users run them: real processes, a real database.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-process-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task An_execution_outlives_a_restart_of_the_server()
    {
        var database = Path.Combine(_directory.FullName, "deep", "durable.db");
        using (var first = await ServerProcess.StartAsync(database, args: ServerProcess.FreePorts))
        {
            Assert.Equal((0, "sample-fan-out/restart\n", string.Empty), await RunAsync(first, "start", "sample-fan-out", "--input", "3", "--name", "restart"));
            Assert.Equal(0, await first.TerminateAsync());
            Assert.Equal(5, (await RunAsync(first, "list")).ExitCode);
        }

        using var second = await ServerProcess.StartAsync(database, args: ServerProcess.FreePorts);
        Assert.Equal((0, "5\n", string.Empty), await RunAsync(second, "result", "sample-fan-out/restart"));
        Assert.Equal(3, (await RunAsync(second, "result", "sample-fan-out/none")).ExitCode);
        Assert.Equal(0, await second.TerminateAsync());
    }

    [Fact]
    public async Task The_server_is_a_silo_that_client_apps_reach_by_its_gateway()
    {
        using var server = await ServerProcess.StartAsync(
            Path.Combine(_directory.FullName, "durable.db"), args: [.. ServerProcess.FreePorts, "--service-id", "shop", "--cluster-id", "blue"]);
        var gateway = await server.ReadGatewayAsync();

        Assert.Equal((0, "sample-fan-out/one\n", string.Empty), await RunAsync(server, "start", "sample-fan-out", "--input", "3", "--name", "one"));
        var result = await new Cli(endpoint: null).RunAsync("result", "sample-fan-out/one", "--orleans", gateway, "--service-id", "shop", "--cluster-id", "blue");
        Assert.Equal("5\n", result.Succeeded());
        Assert.Equal(0, await server.TerminateAsync());
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(ServerProcess server, params string[] args)
    {
        using var process = DotnetProcess.Start("durable.dll", [.. args, "--endpoint", server.Endpoint]);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), error.ReplaceLineEndings("\n"));
    }
}
