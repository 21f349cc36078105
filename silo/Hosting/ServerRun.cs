using Durable.DynamoDBLocal;
using Durable.Silo.Demo;
using Durable.Silo.Demo.Display;
using Durable.Silo.Dev;
using Durable.Silo.Functions;
using Durable.Silo.Security;
using Durable.Terminals;
using Microsoft.AspNetCore.Hosting.Server;

namespace Durable.Silo.Hosting;

/// <summary>One run of the server, from start to exit code.</summary>
internal sealed class ServerRun(ServerOptions options, TextWriter error)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Dev is { Reset: true } && DevReset.Run(options) is { } failure)
        {
            return await ReportAsync(failure);
        }

        if (options.Dev is { Supervise: true })
        {
            return await Supervisor.OfThisCommand(error).RunAsync(cancellationToken);
        }

        if (options is not { Store: StoreKind.DynamoDB, DynamoDB.Local: true })
        {
            return await RunAsync(options, cancellationToken);
        }

        DynamoDBLocalServer local;
        try
        {
            local = await DynamoDBLocalServer.StartAsync(cancellationToken);
        }
        catch (DynamoDBLocalException exception)
        {
            return await ReportAsync(StartFailure.From(exception, options));
        }

        await using (local)
        {
            return await RunAsync(options with { DynamoDB = options.DynamoDB with { Endpoint = local.ServiceUrl } }, cancellationToken);
        }
    }

    private async Task<int> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        options = options with { Cluster = options.Cluster.WithPorts() };
        WebApplication made;
        try
        {
            options = options.WithConnection();
            made = DurableServer.Build(options);
        }
        catch (Exception exception) when (exception is AccessConfigurationException or FunctionAssemblyException)
        {
            return await ReportAsync(StartFailure.From(exception, options));
        }

        await using var app = made;
        if (await StartAsync(app, options, cancellationToken) is { } failure)
        {
            return await ReportAsync(failure);
        }

        using var impatience = app.Lifetime.ApplicationStopping.Register(ImpatientInterrupt.Arm);
        if (options.Dev is not null)
        {
            await WriteAsync(app, () => AnnounceAsync(app, options, cancellationToken));
        }

        var exitCode = options.Demo ? await RunDemoAsync(app) : ServerExitCode.Ok;
        if (options.Exit)
        {
            await app.StopAsync(CancellationToken.None);
            return exitCode;
        }

        var session = options.Dev is null ? Task.CompletedTask : ServeDeveloperAsync(app, options);
        await app.WaitForShutdownAsync(cancellationToken);
        await session;
        return ServerExitCode.Ok;
    }

    private static async Task<int> AnnounceAsync(WebApplication app, ServerOptions options, CancellationToken cancellationToken)
    {
        var banner = new DevBanner(
            options,
            ServerAddresses.Http(app.Services.GetRequiredService<IServer>()),
            ServerAddresses.Gateway(app.Services),
            app.Services.GetRequiredService<DurableFunctionRegistry>().Names,
            await KeptExecutions.ReadAsync(app.Services.GetRequiredService<IDurableClient>(), cancellationToken),
            DevKeys.AreRead && !options.Exit);
        var output = DemoConsole.OpenOutput();
        foreach (var line in banner.Lines)
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync();
        return ServerExitCode.Ok;
    }

    private static Task<int> ServeDeveloperAsync(WebApplication app, ServerOptions options) => WriteAsync(app, async () =>
    {
        var session = new DevSession(
            app.Services.GetRequiredService<IDurableClient>(), options, app.Lifetime, () => RunDemoAsync(app), DevSession.KillThisProcess, DemoConsole.OpenOutput());
        await session.RunAsync(DevKeys.Read());
        return ServerExitCode.Ok;
    });

    // The demo reads and writes nothing else: stores have errors of their own.
    private static Task<int> RunDemoAsync(WebApplication app) => WriteAsync(app, () => DemoRunner.RunAsync(app.Services, app.Lifetime.ApplicationStopping));

    // A server that cannot write what it was started for stops.
    private static async Task<int> WriteAsync(WebApplication app, Func<Task<int>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception exception) when (exception is IOException or OutputFailure)
        {
            await app.StopAsync(CancellationToken.None);
            throw exception as OutputFailure ?? new OutputFailure(exception);
        }
    }

    private async Task<int> ReportAsync(StartFailure failure)
    {
        await error.WriteLineAsync($"durable-server: {PrintableText.Line(failure.Message)}");
        return failure.ExitCode;
    }

    private static async Task<StartFailure?> StartAsync(WebApplication app, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            // Opens the store. A host whose services cannot be made has nothing to stop.
            _ = app.Services.GetServices<IHostedService>();
        }
        catch (Exception exception)
        {
            return StartFailure.From(exception, options);
        }

        try
        {
            await app.StartAsync(cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await StopAsync(app);
            return StartFailure.From(exception, options);
        }
    }

    // Executions are taken up before the port is bound; they are put down properly. A silo that has not come to run refuses to stop.
    private static async Task StopAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            // The failed start is what there is to tell.
        }
    }
}
