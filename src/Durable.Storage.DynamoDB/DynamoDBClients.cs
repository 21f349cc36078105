using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Durable.Storage.Requests;

namespace Durable.Storage;

/// <summary>Makes the client that the options describe.</summary>
public static class DynamoDBClients
{
    /// <summary>Makes a client that suits the store: without retries of its own, with as many connections as requests may be under way.</summary>
    /// <param name="options">Service address, region, profile, and limits.</param>
    /// <param name="configure">Changes the SDK's own settings.</param>
    /// <returns>A client; its owner disposes it.</returns>
    /// <exception cref="CheckpointStoreException">There is no region, or no such profile (fatal).</exception>
    public static IAmazonDynamoDB Create(DynamoDBStoreOptions options, Action<AmazonDynamoDBConfig>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return CreateClient(options, configure);
        }
        catch (AmazonClientException exception)
        {
            throw new FailureMessages(options.TableName).Translate(exception, StoreFailure.Fatal);
        }
    }

    private static AmazonDynamoDBClient CreateClient(DynamoDBStoreOptions options, Action<AmazonDynamoDBConfig>? configure)
    {
        var config = new AmazonDynamoDBConfig
        {
            // The store repeats requests itself: it has to know which write's outcome is unknown, and when to ask for less.
            MaxErrorRetry = 0,
            ThrottleRetries = false,
            Timeout = options.RequestTimeout,
            MaxConnectionsPerServer = options.MaxConnections,
            DisableLogging = true,
            LogMetrics = false,
        };
        if (options.Profile is { } profile)
        {
            config.Profile = new Profile(profile);
        }

        if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        if (options.ServiceUrl is { } url)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = options.Region ?? "us-east-1";
            if (new Uri(url).IsLoopback && options.Profile is null)
            {
                // DynamoDB Local takes any, and nobody should need an account to try something out.
                config.DefaultAWSCredentials = new BasicAWSCredentials("local", "local");
            }
        }

        configure?.Invoke(config);
        return new AmazonDynamoDBClient(config);
    }
}
