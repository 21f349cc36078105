namespace Durable.AspNetCore.Access;

/// <summary>What tells callers apart where each has a limit, for the server: it counts requests as this API counts reads.</summary>
internal static class CallerKey
{
    public static string Of(HttpContext context) => CallerName.Of(context);
}
