namespace Durable.Silo.Hosting;

/// <summary>The one place that knows which host runs the executions, and which store keeps them.</summary>
internal static class ExecutionHosting
{
    public static void AddExecutionHost(this IServiceCollection services, ServerOptions options, Action<DurableExecutionsBuilder> addFunctions)
    {
        if (options.Host == HostKind.Orleans)
        {
            services.AddSilo(options, Configure);
        }
        else
        {
            services.AddDurableExecutions(Configure, host =>
                (host.ServiceId, host.TakeOverStore, host.DrainTimeout) = (options.ServiceId, options.TakeOver, options.DrainTimeout));
        }

        void Configure(DurableExecutionsBuilder durable)
        {
            UseStore(durable, options);
            addFunctions(durable);
        }
    }

    private static DurableExecutionsBuilder UseStore(DurableExecutionsBuilder durable, ServerOptions options) => options.Store switch
    {
        StoreKind.Memory => durable.UseInMemoryStore(),
        StoreKind.DynamoDB => durable.UseDynamoDB(options.DynamoDB.Apply),
        StoreKind.Postgres => durable.UsePostgreSQL(options.PostgreSQL.Apply),
        _ => durable.UseSqlite(options.DataPath),
    };
}
