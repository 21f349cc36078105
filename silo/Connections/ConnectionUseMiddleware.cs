namespace Durable.Silo.Connections;

/// <summary>Tells the gate which connections are busy. The first of all, so that a connection is busy for as long as a request is.</summary>
internal sealed class ConnectionUseMiddleware(RequestDelegate next, ConnectionGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<GatedConnection>() is not { } connection)
        {
            await next(context);
            return;
        }

        gate.Occupy(connection);
        try
        {
            await next(context);
        }
        finally
        {
            gate.Release(connection);
        }
    }
}
