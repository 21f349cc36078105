using Durable.OrderClient;

return await OrderCommand.InvokeAsync(args);
