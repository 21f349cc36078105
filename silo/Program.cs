using Durable.Silo.Hosting;
using Durable.Terminals;

return await ServerCommand.InvokeAsync(args, StandardStreams.OpenOutput(), Console.Error);
