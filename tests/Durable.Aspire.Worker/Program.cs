using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Durable;

// A service of the app hosts of Durable.Aspire.Tests: runs executions, or asks another one for them.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHealthChecks();
switch (builder.Configuration["Role"])
{
    case "client":
        builder.AddDurableClient();
        break;

    case "unkeyed":
        builder.Services.AddSingleton<IAmazonDynamoDB>(static _ => new AmazonDynamoDBClient(new AnonymousAWSCredentials(), Amazon.RegionEndpoint.EUCentral1));
        goto default;

    default:
        builder.AddDurable(static durable => durable.AddFunction<string, string>(
            "greet", static (name, context) => context.StepAsync((_, _) => Task.FromResult($"Hello, {name}!"))));
        builder.Services.AddDurableHttpApi();
        builder.Services.AddHealthChecks().AddDurable();
        break;
}

var app = builder.Build();
app.MapHealthChecks("/health");
if (builder.Configuration["Role"] == "client")
{
    app.MapGet("/greet/{name}", static async (string name, IDurableClient client, CancellationToken cancellationToken) =>
    {
        var execution = await client.StartAsync("greet", name, new StartOptions { Name = name }, cancellationToken);
        return await execution.WithResult<string>().WaitForResultAsync(cancellationToken);
    });
}
else
{
    app.MapDurableExecutions();
}

await app.RunAsync();
