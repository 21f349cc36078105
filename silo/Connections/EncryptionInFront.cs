namespace Durable.Silo.Connections;

/// <summary>
/// What comes to a server behind a proxy that encrypts was sent by https: browsers name that origin with their forms, and a provider leads them back to it.
/// </summary>
internal static class EncryptionInFront
{
    public static void UseEncryptionInFront(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        context.Request.Scheme = Uri.UriSchemeHttps;
        return next(context);
    });
}
