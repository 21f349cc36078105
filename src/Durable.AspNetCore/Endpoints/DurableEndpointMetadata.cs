namespace Durable.AspNetCore.Endpoints;

/// <summary>Marks the endpoints of this API among those of the host.</summary>
internal sealed class DurableEndpointMetadata
{
    public static readonly DurableEndpointMetadata Instance = new();
}
