using Durable.WebConsole.Access;
using Durable.WebConsole.Assets;
using Durable.WebConsole.Endpoints;
using Durable.WebConsole.Pages;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the web console.</summary>
public static class DurableConsoleEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the web console of durable executions. Needs
    /// <see cref="Microsoft.Extensions.DependencyInjection.DurableConsoleServiceCollectionExtensions.AddDurableConsole"/>.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its endpoints.</param>
    /// <param name="prefix">Where the console is.</param>
    /// <returns>Sets what holds for the whole console, for example <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException">The services are missing.</exception>
    public static RouteGroupBuilder MapDurableConsole(this IEndpointRouteBuilder endpoints, string prefix = "/console")
    {
        if (endpoints.ServiceProvider.GetService<ConsoleAccess>() is null)
        {
            throw new InvalidOperationException("MapDurableConsole needs services that are not there: call AddDurableConsole on the application's services.");
        }

        var console = endpoints.MapGroup(prefix);
        Map("", HttpMethods.Get, ConsoleEndpoint.Page<OverviewPage>(Read));
        Map("/executions", HttpMethods.Get, ConsoleEndpoint.Page<ExecutionsPage>(Read));
        Map("/executions/{function}/{name}", HttpMethods.Get, ConsoleEndpoint.Page<ExecutionDetailsPage>(Read));
        Map("/executions/{function}/{name}/timeline", HttpMethods.Get, ConsoleEndpoint.ToRead(Read, TimelineEndpoint.AnswerAsync));
        Map("/executions/{function}/{name}/events", HttpMethods.Get, ConsoleEndpoint.To(Read, EventsEndpoint.AnswerAsync));
        Map("/executions/{function}/{name}/payload", HttpMethods.Get, ConsoleEndpoint.ToRead(static rights => rights is { Read: true, Payloads: true }, PayloadEndpoint.AnswerAsync));
        Map("/executions/{function}/{name}/stop", HttpMethods.Post, ConsoleEndpoint.Form<ExecutionDetailsPage>(Operate, ExecutionForms.StopAsync));
        Map("/executions/{function}/{name}/resume", HttpMethods.Post, ConsoleEndpoint.Form<ExecutionDetailsPage>(Operate, ExecutionForms.ResumeAsync));
        Map("/functions", HttpMethods.Get, ConsoleEndpoint.Page<FunctionsPage>(Read));
        Map("/functions/{function}", HttpMethods.Get, ConsoleEndpoint.Page<FunctionPage>(Read));
        Map("/functions/{function}/start", HttpMethods.Post, ConsoleEndpoint.Form<FunctionPage>(Operate, ExecutionForms.StartAsync));
        Map("/callbacks", HttpMethods.Get, ConsoleEndpoint.Page<CallbacksPage>(static rights => rights.Any));
        Map("/callbacks/complete", HttpMethods.Post, ConsoleEndpoint.Form<CallbacksPage>(static rights => rights.Callback, ExecutionForms.CallbackAsync));
        Map("/cluster", HttpMethods.Get, ConsoleEndpoint.Page<ClusterPage>(Read));

        // The same for everybody, and needed by the page on which somebody signs in.
        Map("/assets/{hash}/{file}", HttpMethods.Get, static context => context.RequestServices.GetRequiredService<ConsoleAssets>()
            .WriteAsync(context, (string)context.GetRouteValue("hash")!, (string)context.GetRouteValue("file")!)).AllowAnonymous();
        return console;

        IEndpointConventionBuilder Map(string pattern, string method, RequestDelegate handler) =>
            console.MapMethods(pattern, method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [method], handler).WithMetadata(new ConsoleRoute(pattern));
    }

    private static bool Read(ConsoleRights rights) => rights.Read;

    private static bool Operate(ConsoleRights rights) => rights is { Read: true, Operate: true };
}
