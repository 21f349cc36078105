using Durable;
using Orders;

var builder = WebApplication.CreateBuilder(args);
builder.UseOrleans(silo => silo
    // For one machine. Clusters of several name a clustering provider of Orleans here.
    .UseLocalhostClustering(serviceId: "shop", clusterId: "shop")
    .AddDurableExecutions(durable => durable
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
        // One silo alone can open it. Several need a store that they share.
        .UseSqlite("orders.db")
#endif
        .AddFunction<OrderFunction>("order")));

// Only this machine may call the HTTP API, until you say who else may: api => api.UseRoles(), or policies of yours.
builder.Services.AddDurableHttpApi();
builder.Services.AddHealthChecks().AddDurable();

var app = builder.Build();
app.MapDurableExecutions();
app.MapHealthChecks("/health");
await app.RunAsync();
