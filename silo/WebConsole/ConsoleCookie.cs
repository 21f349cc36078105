namespace Durable.Silo.WebConsole;

/// <summary>The cookie with a ticket. It is for the console alone, and no page of another site makes a browser send it.</summary>
internal static class ConsoleCookie
{
    private const string Name = "durable-console";

    /// <summary>For how long a sign-in is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    public static string? Read(HttpContext context) => context.Request.Cookies[Name];

    public static void Write(HttpContext context, string ticket) => context.Response.Cookies.Append(Name, ticket, Options(Lifetime));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Options(maxAge: null));

    private static CookieOptions Options(TimeSpan? maxAge) =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = ServerConsole.Path, MaxAge = maxAge };
}
