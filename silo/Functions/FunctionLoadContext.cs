using System.Reflection;
using System.Runtime.Loader;

namespace Durable.Silo.Functions;

/// <summary>
/// Loads an assembly of functions with its dependencies. What both it and the server speak of is the server's: durable executions, Orleans, and
/// the framework's abstractions. Everything else is the assembly's own, in its own version.
/// </summary>
internal sealed class FunctionLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private static readonly string[] s_shared = ["Durable.", "OrleansDurable.", "Orleans.", "Microsoft.Orleans.", "Microsoft.Extensions."];

    private readonly AssemblyDependencyResolver _dependencies = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Array.Exists(s_shared, prefix => assemblyName.Name!.StartsWith(prefix, StringComparison.Ordinal)))
        {
            try
            {
                return Default.LoadFromAssemblyName(assemblyName);
            }
            catch (FileNotFoundException)
            {
                // The server has none.
            }
        }

        return _dependencies.ResolveAssemblyToPath(assemblyName) is { } own ? LoadFromAssemblyPath(own) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _dependencies.ResolveUnmanagedDllToPath(unmanagedDllName) is { } own ? LoadUnmanagedDllFromPath(own) : base.LoadUnmanagedDll(unmanagedDllName);
}
