namespace Durable.WebConsole.Endpoints;

/// <summary>Where the console is, whatever groups it is mapped in and whatever path the application is under.</summary>
internal static class ConsolePath
{
    public static string RootOf(HttpContext context)
    {
        var endpoint = (RouteEndpoint)context.GetEndpoint()!;
        var own = endpoint.Metadata.GetRequiredMetadata<ConsoleRoute>().Pattern.Count(static c => c == '/');
        var segments = context.Request.Path.ToUriComponent().TrimEnd('/').Split('/');
        return $"{context.Request.PathBase.ToUriComponent()}{string.Join('/', segments[..Math.Max(1, segments.Length - own)])}";
    }
}

/// <summary>A route of the console.</summary>
/// <param name="Pattern">Below where it is mapped: a slash for each segment.</param>
internal sealed record ConsoleRoute(string Pattern);
