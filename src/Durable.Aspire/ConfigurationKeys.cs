namespace Durable.Aspire;

/// <summary>Where an app host writes what its services read.</summary>
internal static class ConfigurationKeys
{
    public const string ServiceId = "Durable:ServiceId";
    public const string KeyPrefix = "Durable:KeyPrefix";
    public const string Store = "Durable:Store";
    public const string ClientEndpoint = "Durable:Client:Endpoint";
    public const string ClientApiKey = "Durable:Client:ApiKey";

    // Members of the store.
    public const string ProviderType = "ProviderType";
    public const string ServiceKey = "ServiceKey";
    public const string ConnectionString = "ConnectionString";
    public const string CreateSchema = "CreateSchema";
}
