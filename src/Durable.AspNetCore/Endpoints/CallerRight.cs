namespace Durable.AspNetCore.Endpoints;

/// <summary>What an endpoint asks of its callers.</summary>
internal enum CallerRight
{
    /// <summary><see cref="DurableHttpApiOptions.ReadPolicy"/>.</summary>
    Read,

    /// <summary><see cref="DurableHttpApiOptions.OperatePolicy"/>.</summary>
    Operate,

    /// <summary><see cref="DurableHttpApiOptions.CallbackPolicy"/>.</summary>
    Callback,
}
