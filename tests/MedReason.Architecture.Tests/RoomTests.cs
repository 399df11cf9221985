using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;

namespace MedReason.Architecture.Tests;

/// <summary>The rooms of the core: a folder of <c>src/MedReason</c> is a room, and the arrows between rooms run one way.</summary>
public sealed class RoomTests
{
    // From the bottom up. A room may use its own floor and every floor below, as long as no circle comes of it.
    private static readonly string[][] Floors =
    [
        ["Shared"],
        ["Text", "Questions", "Graph"],
        ["Telemetry", "Chat"],
        ["Entities", "Paths", "Diagnosis"],
        ["Chains"],
        ["Verification"],
        ["Mechanisms"],
        ["Pipeline", "Profiles"],
        ["DependencyInjection"],
    ];

    private static readonly Lazy<IReadOnlyList<Arrow>> Arrows = new(FindArrows);

    [Fact]
    public void Every_folder_of_the_core_is_a_room_of_the_drawing() =>
        SourceTree.Folders("MedReason").Except(Floors.SelectMany(floor => floor)).ShouldBeEmpty();

    [Fact]
    public void No_room_uses_a_room_above_it() =>
        Arrows.Value.Where(arrow => FloorOf(arrow.From) < FloorOf(arrow.To)).Select(arrow => arrow.ToString()).ShouldBeEmpty();

    [Fact]
    public void The_rooms_form_no_circle()
    {
        IReadOnlyList<string> circles = Circles.Find(Arrows.Value.Select(arrow => (arrow.From, arrow.To)).Distinct());
        IEnumerable<string> through = Arrows.Value.Where(arrow => circles.Any(circle => circle.Contains($"{arrow.From} -> {arrow.To}", StringComparison.Ordinal)))
            .Select(arrow => arrow.ToString());
        circles.ShouldBeEmpty(string.Join('\n', through));
    }

    [Fact]
    public void Internal_types_take_the_namespace_of_their_room_and_public_types_that_of_the_package()
    {
        var wrong = new List<string>();
        foreach (SourceType type in SourceTree.Types("MedReason"))
        {
            string expected = type.IsPublic ? "MedReason" : type.Folder == "Shared" ? "MedReason.Shared" : $"MedReason.{type.Folder}";
            if (type.Namespace != expected)
            {
                wrong.Add($"{type.File}: expected namespace {expected}, found {type.Namespace}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a>b b>c", "")]
    [InlineData("a>b b>a", "a -> b -> a")]
    [InlineData("a>b b>c c>b", "b -> c -> b")]
    public void A_circle_is_named_by_its_rooms(string arrows, string expected) =>
        string.Join("; ", Circles.Find(arrows.Split(' ').Select(arrow => (arrow[..1], arrow[2..])))).ShouldBe(expected);

    private static int FloorOf(string room) => Array.FindIndex(Floors, floor => floor.Contains(room));

    private static List<Arrow> FindArrows()
    {
        var architecture = new ArchLoader().LoadAssembly(typeof(ReasoningPipeline).Assembly).Build();
        Dictionary<string, string> rooms = SourceTree.Types("MedReason").GroupBy(type => type.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Folder, StringComparer.Ordinal);
        var arrows = new List<Arrow>();
        foreach (IType type in architecture.Types)
        {
            string from = OuterName(type);
            // A type parameter is not a type of its own, and equal names of two are taken for one.
            foreach (ITypeDependency dependency in type.Dependencies.Where(dependency => dependency.Target is not GenericParameter))
            {
                string to = OuterName(dependency.Target);
                if (rooms.TryGetValue(from, out string? fromRoom) && rooms.TryGetValue(to, out string? toRoom) && fromRoom != toRoom)
                {
                    arrows.Add(new Arrow(fromRoom, toRoom, from, to));
                }
            }
        }

        return [.. arrows.Distinct().OrderBy(arrow => arrow.ToString(), StringComparer.Ordinal)];
    }

    // Nested, generic and compiler-made types belong to the file of their outermost type.
    private static string OuterName(IType type)
    {
        string name = type.FullName;
        if (!name.StartsWith("MedReason.", StringComparison.Ordinal))
        {
            return string.Empty;
        }

        int end = name.IndexOfAny(['+', '`', '<', '/', '[']);
        name = end < 0 ? name : name[..end];
        return name[(name.LastIndexOf('.') + 1)..];
    }

    private sealed record Arrow(string From, string To, string FromType, string ToType)
    {
        public override string ToString() => $"{From}/{FromType} -> {To}/{ToType}";
    }
}
