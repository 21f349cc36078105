using Durable.CommandLine;

return await DurableCommandLine.InvokeAsync(args, Terminal.OfProcess());
