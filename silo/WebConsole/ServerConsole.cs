using Durable.AspNetCore.Access;
using Durable.Silo.Hosting;
using Durable.WebConsole;

namespace Durable.Silo.WebConsole;

/// <summary>The web console in the server: at one path, for the callers that the server knows.</summary>
internal static class ServerConsole
{
    public const string Path = "/console";

    public static void AddServerConsole(this IServiceCollection services, ServerOptions options)
    {
        var access = options.Access;
        services.AddDurableConsole(console =>
        {
            console.Title = options.ServiceId == ServerOptions.DefaultServiceId ? "Durable" : options.ServiceId.Length <= 60 ? options.ServiceId : options.ServiceId[..60];
            if (access.IsAuthenticated)
            {
                (console.ReadPolicy, console.OperatePolicy, console.CallbackPolicy, console.PayloadPolicy) =
                    (RolePolicies.Read, RolePolicies.Operate, RolePolicies.Callback, RolePolicies.Payloads);
                (console.SignInPath, console.SignOutPath) = (ConsoleSignIn.Path, ConsoleSignIn.OutPath);
            }
        });
        services.AddSingleton<ConsoleSignIn>();
        if (access.ApiKeysPath is not null || access.Oidc is not null)
        {
            services.AddSingleton(_ => ConsoleProtection.Create(options.ConsoleKeysPath));
        }

        if (access.ApiKeysPath is not null)
        {
            services.AddSingleton<ConsoleTickets>();
        }

        if (access.Oidc is { } oidc)
        {
            ProviderSignIn.Add(services, oidc);
        }

        if (options.Host == HostKind.Orleans)
        {
            services.AddSingleton<IClusterPart, SiloTable>();
        }
    }

    /// <summary>Leads a browser that asks for the server to the console. Comes before anything refuses: there is nothing else at this address.</summary>
    public static void UseConsoleAtRoot(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        if (context.Request.Path != "/" || !HttpMethods.IsGet(context.Request.Method)
            || !context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.Redirect(Path);
        return Task.CompletedTask;
    });

    /// <summary>Lets the console know whose browser asks. Comes after authentication.</summary>
    public static void UseConsoleSignIn(this IApplicationBuilder app) => app.UseWhen(
        static context => context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase),
        static console => console.Use(static next => context => context.RequestServices.GetRequiredService<ConsoleSignIn>().TellAsync(context, next)));

    public static void MapServerConsole(this WebApplication app)
    {
        // The console asks for the roles itself, and answers with pages; the server's own guard answers programs.
        app.MapDurableConsole(Path).AllowAnonymous();
        if (!app.Services.GetRequiredService<ServerOptions>().Access.IsAuthenticated)
        {
            return;
        }

        app.MapGet(ConsoleSignIn.Path, static context => SignIn(context).ShowAsync(context)).AllowAnonymous();
        app.MapGet(ProviderSignIn.Path, static context => SignIn(context).BeginAsync(context)).AllowAnonymous();
        app.MapPost(ConsoleSignIn.Path, static context => SignIn(context).SignInAsync(context)).AllowAnonymous();
        app.MapPost(ConsoleSignIn.OutPath, ConsoleSignIn.SignOutAsync).AllowAnonymous();
    }

    private static ConsoleSignIn SignIn(HttpContext context) => context.RequestServices.GetRequiredService<ConsoleSignIn>();
}
