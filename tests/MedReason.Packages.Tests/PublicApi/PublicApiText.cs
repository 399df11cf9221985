using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace MedReason.Packages.Tests;

/// <summary>The public face of an assembly as text: a block a type, a line a member, in ordinal order, so that a change of it shows as a change of lines.</summary>
internal sealed class PublicApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    private readonly NullabilityInfoContext _nullability = new();

    public static string Of(Assembly assembly)
    {
        var text = new PublicApiText();
        IEnumerable<string> blocks = assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(text.Block);
        return string.Join('\n', blocks);
    }

    private string Block(Type type)
    {
        if (type.IsEnum)
        {
            IEnumerable<string> values = Enum.GetNames(type)
                .Select(name => string.Create(CultureInfo.InvariantCulture, $"    {name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}\n"))
                .Order(StringComparer.Ordinal);
            return $"enum {Name(type)}\n{string.Concat(values)}";
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return $"delegate {Method(type.GetMethod("Invoke")!, Name(type))}\n";
        }

        Type[] above = [.. type.GetInterfaces().Where(one => one.IsVisible && !type.GetInterfaces().Any(other => other != one && other.GetInterfaces().Contains(one)))];
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            above = [parent, .. above.Where(one => !parent.GetInterfaces().Contains(one)).OrderBy(one => Name(one), StringComparer.Ordinal)];
        }
        else
        {
            above = [.. above.OrderBy(one => Name(one), StringComparer.Ordinal)];
        }

        var block = new StringBuilder().Append(Kind(type)).Append(' ').Append(Name(type));
        if (above.Length > 0)
        {
            block.Append(" : ").AppendJoin(", ", above.Select(one => Name(one)));
        }

        block.Append('\n');
        foreach (string line in Members(type).Distinct().Order(StringComparer.Ordinal))
        {
            block.Append("    ").Append(line).Append('\n');
        }

        return block.ToString();
    }

    private IEnumerable<string> Members(Type type)
    {
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            string? line = member switch
            {
                ConstructorInfo constructor when IsSeen(constructor, type) && !constructor.IsStatic && !IsGenerated(constructor) =>
                    $"{Access(constructor)}{type.Name.Split('`')[0]}({Parameters(constructor.GetParameters(), false)})",
                PropertyInfo property => Property(property, type),
                FieldInfo field when (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !IsGenerated(field) => Field(field),
                EventInfo declared when declared.AddMethod is { } add && IsSeen(add, type) => $"event {Name(declared.EventHandlerType!)} {declared.Name}",
                MethodInfo method when IsSeen(method, type) && !IsGenerated(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
                    Modifiers(method) + Method(method, method.Name),
                _ => null,
            };
            if (line is not null)
            {
                yield return line;
            }
        }
    }

    private string? Property(PropertyInfo property, Type type)
    {
        MethodInfo? get = property.GetMethod is { } getter && IsSeen(getter, type) ? getter : null;
        MethodInfo? set = property.SetMethod is { } setter && IsSeen(setter, type) ? setter : null;
        if ((get ?? set) is not { } accessor || property.Name == "EqualityContract")
        {
            return null;
        }

        bool isInit = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : string.Empty;
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length > 0 ? $"this[{Parameters(index, false)}]" : property.Name;
        NullabilityInfo nullability = _nullability.Create(property);
        return $"{Modifiers(accessor)}{required}{TypeName(property.PropertyType, nullability, get is null)} {name} {{{(get is null ? string.Empty : " get;")}{(set is null ? string.Empty : isInit ? " init;" : " set;")} }}";
    }

    private string Field(FieldInfo field)
    {
        string kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : string.Empty) + (field.IsInitOnly ? "readonly " : string.Empty);
        string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue(), field.FieldType)}" : string.Empty;
        return $"{kind}{TypeName(field.FieldType, _nullability.Create(field), false)} {field.Name}{value}";
    }

    private string Method(MethodInfo method, string name)
    {
        string generics = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => one.Name))}>" : string.Empty;
        bool isExtension = method.IsDefined(typeof(ExtensionAttribute));
        return $"{TypeName(method.ReturnType, _nullability.Create(method.ReturnParameter), false)} {name}{generics}({Parameters(method.GetParameters(), isExtension)})";
    }

    private string Parameters(ParameterInfo[] parameters, bool isExtension) => string.Join(", ", parameters.Select((parameter, i) =>
    {
        string way = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in " : "ref ") : string.Empty;
        string many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : string.Empty;
        string type = TypeName(parameter.ParameterType, _nullability.Create(parameter), true);
        string fallback = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : string.Empty;
        return $"{(isExtension && i == 0 ? "this " : string.Empty)}{many}{way}{type} {parameter.Name}{fallback}";
    }));

    private static string Kind(Type type)
    {
        bool isRecord = type.GetMethod("<Clone>$", Declared) is not null
            || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is { } print && IsGenerated(print));
        string word = type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        string modifier = type.IsInterface ? string.Empty
            : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : string.Empty) + (type.IsByRefLike ? "ref " : string.Empty)
            : type.IsAbstract && type.IsSealed ? "static "
            : type.IsAbstract ? "abstract "
            : type.IsSealed ? "sealed " : string.Empty;
        return $"{modifier}{(isRecord ? "record " : string.Empty)}{word}";
    }

    private static string Modifiers(MethodBase method)
    {
        if (method.DeclaringType!.IsInterface)
        {
            return (method.IsStatic ? "static " : string.Empty) + (method is { IsAbstract: false, IsStatic: false } ? "virtual " : string.Empty);
        }

        bool isOverride = method is MethodInfo info && info.GetBaseDefinition() != info;
        return Access(method)
            + (method.IsStatic ? "static " : string.Empty)
            + (isOverride ? "override " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : string.Empty);
    }

    private static string Access(MethodBase method) => method.IsPublic ? string.Empty : "protected ";

    private static bool IsSeen(MethodBase method, Type type) => method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !type.IsSealed);

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };

    private static string TypeName(Type type, NullabilityInfo nullability, bool isWritten)
    {
        if (type.IsByRef)
        {
            return TypeName(type.GetElementType()!, nullability, isWritten);
        }

        NullabilityState state = isWritten ? nullability.WriteState : nullability.ReadState;
        string mark = !type.IsValueType && state == NullabilityState.Nullable ? "?" : string.Empty;
        if (type.IsArray)
        {
            return $"{(nullability.ElementType is { } element ? TypeName(type.GetElementType()!, element, isWritten) : Name(type.GetElementType()!))}[]{mark}";
        }

        if (type.IsGenericType && Nullable.GetUnderlyingType(type) is null && nullability.GenericTypeArguments.Length == type.GetGenericArguments().Length)
        {
            Type[] arguments = type.GetGenericArguments();
            IEnumerable<string> names = arguments.Select((argument, i) => TypeName(argument, nullability.GenericTypeArguments[i], isWritten));
            return $"{BareName(type)}<{string.Join(", ", names)}>{mark}";
        }

        return Name(type) + mark;
    }

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        return type.IsGenericParameter ? type.Name
            : type.IsArray ? Name(type.GetElementType()!) + "[]"
            : type.IsGenericType ? $"{BareName(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : BareName(type);
    }

    private static string BareName(Type type)
    {
        string name = type.Name.Split('`')[0];
        return type.IsNested ? $"{BareName(type.DeclaringType!)}.{name}" : $"{type.Namespace}.{name}";
    }
}
