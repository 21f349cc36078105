using System.Net.Sockets;
using Durable.DynamoDBLocal;
using Durable.Silo.Functions;
using Durable.Silo.Security;
using Durable.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Durable.Silo.Hosting;

/// <summary>Why the server could not start, in one line that says what to do.</summary>
internal sealed record StartFailure(int ExitCode, string Message)
{
    public static StartFailure From(Exception exception, ServerOptions options) => exception switch
    {
        DynamoDBLocalException => new(ServerExitCode.DatabaseUnreachable, exception.Message),
        CheckpointStoreException { Failure: not StoreFailure.Fatal } when options.Store is StoreKind.DynamoDB or StoreKind.Postgres =>
            new(ServerExitCode.DatabaseUnreachable, exception.Message),
        CheckpointStoreException { Failure: StoreFailure.Transient } => new(ServerExitCode.DatabaseLocked, exception.Message),
        CheckpointStoreException => new(ServerExitCode.DatabaseUnusable, exception.Message),
        OptionsValidationException invalid when invalid.OptionsType == typeof(SqliteStoreOptions) =>
            new(ServerExitCode.InvalidOptions, $"--data {options.DataPath}: {exception.Message}"),
        OptionsValidationException => new(ServerExitCode.InvalidOptions, exception.Message),

        // Options of several classes.
        AggregateException { InnerExceptions: [OptionsValidationException, ..] } several => new(
            ServerExitCode.InvalidOptions, string.Join(" ", several.InnerExceptions.Select(static inner => inner.Message))),
        AccessConfigurationException or FunctionAssemblyException or ArgumentException => new(ServerExitCode.InvalidOptions, exception.Message),
        IOException { InnerException: AddressInUseException } => new(
            ServerExitCode.PortUnavailable,
            Invariant($"Port {options.Port} of {options.Address} is in use. Stop what listens there, perhaps another server, or choose another port with --port (0 for any free one).")),
        _ when options.Host == HostKind.Orleans && HasSocketError(exception) => new(
            ServerExitCode.PortUnavailable,
            Invariant($"Cannot listen on the silo port {options.Cluster.SiloPort} or the gateway port {options.Cluster.GatewayPort}: {exception.GetBaseException().Message.TrimEnd('.')}. ")
            + "Stop what listens there, perhaps another silo, or choose others with --silo-port and --gateway-port."),
        SocketException or IOException { InnerException: SocketException } => new(
            ServerExitCode.PortUnavailable,
            Invariant($"Cannot listen on port {options.Port} of {options.Address}: {exception.Message}. Choose another port with --port (0 for any free one).")),
        _ => new(ServerExitCode.Failed, $"Cannot start: {exception.Message} (--log-level debug shows more.)"),
    };

    private static bool HasSocketError(Exception? exception) => exception is SocketException || (exception is not null && HasSocketError(exception.InnerException));
}
