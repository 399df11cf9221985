using Mono.Cecil;

namespace MedReason.Packages.Tests;

/// <summary>An assembly as its next patch release could be: one version newer, with every internal name changed.</summary>
internal static class PatchedAssembly
{
    private const string Suffix = "Renamed";

    /// <summary>Rewrites an assembly in place.</summary>
    /// <param name="path">The assembly.</param>
    /// <returns>The number of types and members renamed.</returns>
    public static int Rewrite(string path)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path)!);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        using var assembly = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = resolver, InMemory = true });
        Version version = assembly.Name.Version;
        assembly.Name.Version = new Version(version.Major, version.Minor, version.Build + 1, version.Revision);
        int count = 0;
        foreach (TypeDefinition type in assembly.MainModule.GetTypes().ToList())
        {
            count += RenameMembers(type);
            if (type.IsNotPublic && !IsMadeByCompiler(type) && type != assembly.EntryPoint?.DeclaringType)
            {
                type.Name = Suffix + type.Name;
                count++;
            }
        }

        assembly.Write(path);
        return count;
    }

    private static int RenameMembers(TypeDefinition type)
    {
        if (IsMadeByCompiler(type))
        {
            return 0;
        }

        int count = 0;
        foreach (MethodDefinition method in type.Methods.Where(IsInternal).Where(method => !method.IsConstructor && !method.IsVirtual && !method.IsPInvokeImpl && !method.IsRuntime))
        {
            method.Name += Suffix;
            count++;
        }

        foreach (FieldDefinition field in type.Fields.Where(field => field.IsAssembly && !type.IsEnum))
        {
            field.Name += Suffix;
            count++;
        }

        return count;
    }

    private static bool IsInternal(MethodDefinition method) => method.IsAssembly;

    // The runtime looks for some of these by name.
    private static bool IsMadeByCompiler(TypeDefinition type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.Namespace.StartsWith("System", StringComparison.Ordinal) || type.Namespace.StartsWith("Microsoft", StringComparison.Ordinal);
}
