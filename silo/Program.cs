using Durable.Silo.Hosting;

return await ServerCommand.InvokeAsync(args, Console.Out, Console.Error);
