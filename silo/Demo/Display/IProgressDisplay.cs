namespace Durable.Silo.Demo.Display;

/// <summary>Shows progress until something has ended.</summary>
internal interface IProgressDisplay
{
    Task ShowAsync(ProgressReader progress, Task ended, CancellationToken cancellationToken);
}
