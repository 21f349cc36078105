using System.Net.Mime;

namespace Durable.WebConsole.Endpoints;

/// <summary>Hands out an input, a result or an error whole, as a file: a browser never shows it as a page.</summary>
internal static class PayloadEndpoint
{
    public static async Task AnswerAsync(HttpContext context, ConsoleRequest request)
    {
        var id = ExecutionPath.Read(request);
        var execution = await context.RequestServices.GetRequiredService<IDurableClient>().DescribeAsync(id, includeData: true, context.RequestAborted);
        var of = request.Asked("of");
        var payload = of switch
        {
            "input" => execution.Input,
            "result" => execution.Result,
            "error" => execution.Error is { } error ? Text.ErrorText.Of(error) : null,
            _ => null,
        };
        PageRenderer.Protect(context.Response.Headers);
        context.Response.Headers.ContentDisposition = new ContentDisposition { FileName = $"{id.FunctionName}-{id.Name}-{of}.txt" }.ToString();
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(
            payload ?? throw new ConsoleRefusal(StatusCodes.Status404NotFound, "The execution has no such data."), context.RequestAborted);
    }
}
