using Durable.WebConsole;
using Durable.WebConsole.Endpoints;
using Microsoft.AspNetCore.Components;

namespace Durable.Silo.WebConsole;

/// <summary>Writes the pages of who is not signed in yet: they show nothing of the console.</summary>
internal static class SignInPages
{
    public static Task WriteAsync<TPage>(HttpContext context, int status, Notice? notice, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        var request = context.RequestServices.GetRequiredService<ConsoleRequest>();
        request.Begin(context, ServerConsole.Path, default);
        request.Notice = notice;
        return context.RequestServices.GetRequiredService<PageRenderer>().WriteAsync<TPage>(context, status, parameters);
    }
}
