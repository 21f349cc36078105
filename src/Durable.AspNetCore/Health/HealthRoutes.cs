namespace Durable.AspNetCore.Health;

/// <summary>Maps health in the form of the wire.</summary>
internal static class HealthRoutes
{
    public static void MapDurableHealth(this IEndpointRouteBuilder endpoints)
    {
        // Load balancers and uptime checks like to ask for the head alone.
        string[] getOrHead = [HttpMethods.Get, HttpMethods.Head];
        var all = endpoints.MapGroup("").AllowAnonymous();
        all.MapMethods(HealthEndpoints.LivePath, getOrHead, HealthEndpoints.LiveAsync);
        all.MapMethods(HealthEndpoints.ReadyPath, getOrHead, static context => context.RequestServices.GetRequiredService<HealthEndpoints>().ReadyAsync(context));
    }
}
