using System.Reflection;

namespace Durable.Silo.Functions;

/// <summary>An assembly of a user's functions, which the server runs.</summary>
internal sealed class FunctionAssembly
{
    private readonly string _path;
    private readonly IReadOnlyList<IDurableFunctions> _functions;

    private FunctionAssembly(string path, IReadOnlyList<IDurableFunctions> functions) => (_path, _functions) = (path, functions);

    /// <summary>Loads an assembly.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="FunctionAssemblyException">It cannot be loaded, or registers nothing.</exception>
    public static FunctionAssembly Load(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            var assembly = new FunctionLoadContext(full).LoadFromAssemblyPath(full);
            var types = assembly.GetExportedTypes().Where(static type => type is { IsClass: true, IsAbstract: false } && typeof(IDurableFunctions).IsAssignableFrom(type)).ToList();
            return types.Count == 0
                ? throw new FunctionAssemblyException(path, $"no public class in it implements {nameof(IDurableFunctions)}. Write one that adds your functions in {nameof(IDurableFunctions.AddTo)}.")
                : new FunctionAssembly(path, [.. types.Select(type => Create(path, type))]);
        }
        catch (FileNotFoundException exception) when (exception.FileName is { } missing && missing.Contains(", Version=", StringComparison.Ordinal))
        {
            throw MissingDependency(path, exception);
        }
        catch (BadImageFormatException exception)
        {
            throw new FunctionAssemblyException(path, "it is no .NET assembly that this server can load.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TypeLoadException or MissingMemberException or ArgumentException)
        {
            throw new FunctionAssemblyException(path, $"it cannot be loaded: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Registers its functions.</summary>
    /// <exception cref="FunctionAssemblyException">A class of it fails to.</exception>
    public void AddTo(DurableExecutionsBuilder durable)
    {
        foreach (var functions in _functions)
        {
            try
            {
                functions.AddTo(durable);
            }
            catch (FileNotFoundException exception)
            {
                throw MissingDependency(_path, exception);
            }
            catch (Exception exception)
            {
                throw new FunctionAssemblyException(_path, $"{functions.GetType()} could not register its functions: {exception.Message}", exception);
            }
        }
    }

    private static IDurableFunctions Create(string path, Type type)
    {
        try
        {
            return (IDurableFunctions)Activator.CreateInstance(type)!;
        }
        catch (MissingMethodException exception)
        {
            throw new FunctionAssemblyException(path, $"{type} has no public constructor without parameters. Give it one; services reach a function by its context or its class.", exception);
        }
        catch (TargetInvocationException exception)
        {
            throw new FunctionAssemblyException(path, $"the constructor of {type} failed: {exception.InnerException!.Message}", exception);
        }
    }

    private static FunctionAssemblyException MissingDependency(string path, FileNotFoundException exception) => new(
        path,
        $"it needs {exception.FileName}, which does not lie beside it. Publish the project (dotnet publish), or set EnableDynamicLoading in it and build it again.",
        exception);
}
