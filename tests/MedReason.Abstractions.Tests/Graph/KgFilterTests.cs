namespace MedReason.Abstractions.Tests;

public sealed class KgFilterTests
{
    private static readonly RelationInfo Target = new()
    {
        Relation = new("drug_protein/target"),
        Family = "drug_protein",
        DisplayName = "target",
        ForwardPhrase = "targets",
        ReversePhrase = "is targeted by",
    };

    [Fact]
    public void An_empty_filter_lets_everything_pass()
    {
        new KgFilter().Allows(Target).ShouldBeTrue();
        new KgFilter().Allows(Samples.Relation).ShouldBeTrue();
        new KgFilter().Allows(new NodeType("x")).ShouldBeTrue();
    }

    [Fact]
    public void A_family_stands_for_its_parts_and_a_denial_wins()
    {
        new KgFilter { Relations = [new("drug_protein")] }.Allows(Target).ShouldBeTrue();
        new KgFilter { Relations = [new("drug_protein/target")] }.Allows(Target).ShouldBeTrue();
        new KgFilter { Relations = [new("drug_protein/enzyme")] }.Allows(Target).ShouldBeFalse();
        new KgFilter { Relations = [] }.Allows(Target).ShouldBeFalse();
        new KgFilter { Relations = [new("drug_protein/target")], ExcludedRelations = [new("drug_protein")] }.Allows(Target).ShouldBeFalse();
        new KgFilter { ExcludedRelations = [new("drug_protein/enzyme")] }.Allows(Target).ShouldBeTrue();
        new KgFilter { NodeTypes = [new("a")], ExcludedNodeTypes = [new("a")] }.Allows(new NodeType("a")).ShouldBeFalse();
        new KgFilter { NodeTypes = [new("a")] }.Allows(new NodeType("b")).ShouldBeFalse();
        new KgFilter { NodeTypes = [new("a")] }.Allows(new NodeType("a")).ShouldBeTrue();
        Should.Throw<ArgumentNullException>(() => new KgFilter().Allows(null!));
    }

    [Fact]
    public void Ordinary_support_is_affirmed_only()
    {
        KgFilter.Affirmed.Allows(Target).ShouldBeTrue();
        KgFilter.Affirmed.Allows(Samples.Relation).ShouldBeFalse();
        KgFilter.Affirmed.Allows(Target with { Polarity = Polarity.Absent }).ShouldBeFalse();
        (KgFilter.Affirmed.Polarities is Polarity[]).ShouldBeFalse("a shared list must not be writable");
    }
}
