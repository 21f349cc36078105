using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Durable.Storage;

namespace Durable.Aspire;

/// <summary>Finds the providers of stores that this application brings.</summary>
internal static class StoreProviders
{
    // The files of the application and of the framework. A single-file application has none.
    private const string ApplicationFiles = "TRUSTED_PLATFORM_ASSEMBLIES";

    public static IDurableStoreProvider Find(string providerType)
    {
        var found = Assemblies().SelectMany(static assembly => assembly.GetCustomAttributes<DurableStoreProviderAttribute>()).ToList();
        if (found.Find(provider => string.Equals(provider.ProviderType, providerType, StringComparison.OrdinalIgnoreCase)) is not { } named)
        {
            var names = found.Select(static provider => provider.ProviderType).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
            throw new InvalidOperationException(
                $"Durable:Store:ProviderType is '{providerType}', and this application brings "
                + $"{(names.Count == 0 ? "no store" : $"only {string.Join(", ", names)}")}: reference the package of that store, such as OrleansDurable.Storage.{providerType}.");
        }

        return (IDurableStoreProvider)Activator.CreateInstance(named.Provider)!;
    }

    // A package whose types the application's own code never names is not loaded by itself, and no assembly refers to it.
    private static IEnumerable<Assembly> Assemblies()
    {
        var files = ((AppContext.GetData(ApplicationFiles) as string) ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(static path => path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) && HasProvider(path))
            .Select(static path => Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(path))));
        return AppDomain.CurrentDomain.GetAssemblies().Concat(files).Distinct();
    }

    // Without loading it.
    private static bool HasProvider(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
        {
            return false;
        }

        var reader = file.GetMetadataReader();
        return reader.IsAssembly && reader.GetAssemblyDefinition().GetCustomAttributes().Any(handle => IsProvider(reader, reader.GetCustomAttribute(handle)));
    }

    private static bool IsProvider(MetadataReader reader, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)parent).Name, nameof(DurableStoreProviderAttribute));
}
