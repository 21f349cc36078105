using Durable;
using Orders;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDurableExecutions(durable => durable
#if (dynamodb)
    // Region and credentials are those of the AWS SDK. For DynamoDB Local set table.ServiceUrl.
    .UseDynamoDB(table => table.TableName = "orders")
#elif (postgres)
    // Creates its tables itself, for development; elsewhere "durable storage init --store postgres" does.
    .UsePostgreSQL(database =>
    {
        database.ConnectionString = builder.Configuration.GetConnectionString("orders");
        database.CreateSchema = builder.Environment.IsDevelopment();
    })
#else
    // Kept between starts. Delete the file to forget.
    .UseSqlite("orders.db")
#endif
    .AddFunction<OrderFunction>("order"));
builder.Services.AddSingleton<IPayments, LoggingPayments>();

// Only this machine may call the HTTP API, until you say who else may: api => api.UseRoles(), or policies of yours.
builder.Services.AddDurableHttpApi();
builder.Services.AddHealthChecks().AddDurable();

var app = builder.Build();
app.MapDurableExecutions();
app.MapHealthChecks("/health");

// The name makes it idempotent: ordering twice finds the first order.
app.MapPost("/orders", async (Order order, IDurableClient client, CancellationToken token) =>
{
    var execution = await client.StartAsync("order", order, new StartOptions { Name = order.Id }, token);
    return Results.Accepted($"/orders/{order.Id}", execution.Id.ToString());
});
app.MapGet("/orders/{id}", async (string id, IDurableClient client, CancellationToken token) =>
{
    var order = await client.DescribeAsync(new ExecutionId("order", id), cancellationToken: token);
    return Results.Ok(new { Status = order.Status.ToString(), order.Result, order.Error });
});

await app.RunAsync();
