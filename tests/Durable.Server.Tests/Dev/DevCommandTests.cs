using System.Net;
using System.Net.Sockets;
using Durable.Server.Tests.Hosting;
using Durable.Silo.Dev;
using Durable.Silo.Hosting;
using Durable.Storage;

namespace Durable.Server.Tests.Dev;

public sealed class DevCommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-dev-");

    private string DatabasePath => Path.Combine(_directory.FullName, "dev.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("--memory --data x.db", "--data names a database file, and --memory has none: leave one of the two out.")]
    [InlineData("--memory --reset", "--reset empties a database file, and --memory has none: leave one of the two out.")]
    [InlineData("--silo-port 30000", "--silo-port and --gateway-port are the same: choose two.")]
    [InlineData("--host embedded --silo-port 1", "--silo-port is for --host orleans, and --host embedded has no cluster: leave one of the two out.")]
    [InlineData("--port many", "--port many is not a port: use 1 to 65535, or 0 for any free one.")]
    [InlineData("--functions none.dll", "--functions none.dll: there is no such file. Name the assembly that your project builds, such as bin/Release/net10.0/MyFunctions.dll.")]
    [InlineData("--address 0.0.0.0", "Unrecognized command or argument '--address'.")]
    public async Task Options_that_make_no_sense_are_refused_in_one_line(string args, string message)
    {
        var (exitCode, error, _) = await ReadAsync(args.Split(' '));

        Assert.Equal((2, $"durable-server: {message}"), (exitCode, error.Split('\n')[0]));
    }

    [Fact]
    public async Task It_listens_on_this_machine_alone_over_a_file_in_the_home_directory()
    {
        var (exitCode, _, options) = await ReadAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal((HostKind.Orleans, StoreKind.Sqlite, ServerOptions.DefaultPort), (options!.Host, options.Store, options.Port));
        Assert.True(IPAddress.IsLoopback(options.Address));
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".durable", "dev.db"), options.DataPath);
        Assert.Equal("durable-server dev", options.Dev!.Command);
        Assert.True(options.HasDemo);
    }

    [Fact]
    public async Task Reset_empties_the_database_and_is_not_repeated_by_who_starts_it_again()
    {
        await SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = DatabasePath, ServiceId = "other" }).DisposeAsync();
        var (_, _, options) = await ReadAsync("--data", DatabasePath, "--reset");

        Assert.Null(DevReset.Run(options!));

        Assert.False(File.Exists(DatabasePath));
        Assert.Equal($"durable-server dev --data {DatabasePath}", options!.Dev!.Command);
    }

    [Fact]
    public async Task Reset_leaves_a_database_alone_that_somebody_has_open()
    {
        await using var store = SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = DatabasePath });

        var failure = DevReset.Run(new ServerOptions { DataPath = DatabasePath });

        Assert.Equal(ServerExitCode.DatabaseLocked, failure!.ExitCode);
        Assert.Contains("is already open in", failure.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(DatabasePath));
    }

    [Fact]
    public void Reset_removes_what_a_database_that_is_gone_has_left()
    {
        File.WriteAllText(DatabasePath + "-wal", "left");

        Assert.Null(DevReset.Run(new ServerOptions { DataPath = DatabasePath }));

        Assert.False(File.Exists(DatabasePath + "-wal"));
    }

    [Fact]
    public async Task In_production_it_does_not_run()
    {
        using var process = DotnetProcess.Start("durable-server.dll", ["dev", "--memory"], new Dictionary<string, string?> { ["DOTNET_ENVIRONMENT"] = "Production" });

        Assert.Equal(
            "durable-server: 'dev' lets whoever is on this machine run, stop and kill, and DOTNET_ENVIRONMENT says that this is Production: start the server without 'dev'.",
            (await process.StandardError.ReadToEndAsync()).TrimEnd());
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
    }

    [Fact]
    public async Task A_port_in_use_is_named_in_one_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var error = new StringWriter();

        var exitCode = await ServerCommand.InvokeAsync(["dev", "--memory", "--host", "embedded", "--port", $"{port}"], TextWriter.Null, error);

        Assert.Equal(ServerExitCode.PortUnavailable, exitCode);
        Assert.StartsWith($"durable-server: Port {port} of 127.0.0.1 is in use.", Assert.Single(error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_start_says_what_the_first_one_kept()
    {
        var first = await RunDemoAsync();
        var second = await RunDemoAsync();

        Assert.DoesNotContain("kept from earlier", first, StringComparison.Ordinal);
        Assert.Contains("earthquake-report/demo-1", first, StringComparison.Ordinal);
        Assert.Contains("             kept from earlier: 1 execution, all ended\n", second, StringComparison.Ordinal);
        Assert.Contains("earthquake-report/demo-2", second, StringComparison.Ordinal);
    }

    private async Task<string> RunDemoAsync()
    {
        using var process = DotnetProcess.Start(
            "durable-server.dll", ["dev", "--exit-after-demo", "--data", DatabasePath, "--port", "0", .. ServerProcess.FreePorts]);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await error);
        Assert.Empty(await error);
        return output;
    }

    private static async Task<(int ExitCode, string Error, ServerOptions? Options)> ReadAsync(params string[] args)
    {
        ServerOptions? read = null;
        var error = new StringWriter();
        var exitCode = await ServerCommand.InvokeAsync(
            ["dev", .. args],
            TextWriter.Null,
            error,
            (options, _, _) =>
            {
                read = options;
                return Task.FromResult(0);
            },
            CancellationToken.None);
        return (exitCode, error.ToString().TrimEnd(), read);
    }
}
