using System.Globalization;
using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Evaluation.Tests;

/// <summary>Holds every closed form to values that another implementation computed by other formulas: <c>benchmarks/peers/statistics_reference.py</c>.</summary>
public sealed class StatisticsReferenceTests
{
    private const double Tolerance = 1e-10;
    private static readonly JsonElement Reference = Load();

    [Fact]
    public void Wilson_intervals_are_the_roots_of_their_equation()
    {
        foreach (JsonElement row in Rows("wilson"))
        {
            Interval interval = WilsonInterval.Of(row[0].GetInt64(), row[1].GetInt64(), double.Parse(row[2].GetString()!, CultureInfo.InvariantCulture))!.Value;
            interval.Low.ShouldBe(row[3].GetDouble(), Tolerance, row.ToString());
            interval.High.ShouldBe(row[4].GetDouble(), Tolerance, row.ToString());
        }
    }

    [Fact]
    public void Wilson_coverage_equals_exact_enumeration()
    {
        foreach (JsonElement row in Rows("coverage"))
        {
            string[] share = row[1].GetString()!.Split('/');
            double proportion = double.Parse(share[0], CultureInfo.InvariantCulture) / double.Parse(share[1], CultureInfo.InvariantCulture);
            WilsonInterval.Coverage(row[0].GetInt64(), proportion).ShouldBe(row[2].GetDouble(), 1e-9, row.ToString());
        }
    }

    [Fact]
    public void Exact_McNemar_is_the_sum_of_fractions()
    {
        foreach (JsonElement row in Rows("mcnemar"))
        {
            McNemarTest.PValue(row[0].GetInt64(), row[1].GetInt64()).ShouldBe(row[2].GetDouble(), Tolerance, row.ToString());
        }
    }

    [Fact]
    public void Holm_adjusts_as_by_definition()
    {
        foreach (JsonElement row in Rows("holm"))
        {
            IReadOnlyList<double?> adjusted = HolmCorrection.Adjust([.. row[0].EnumerateArray().Select(p => (double?)p.GetDouble())]);
            double[] expected = [.. row[1].EnumerateArray().Select(p => p.GetDouble())];
            for (int i = 0; i < expected.Length; i++)
            {
                adjusted[i]!.Value.ShouldBe(expected[i], Tolerance, row.ToString());
            }
        }
    }

    [Fact]
    public void Quantiles_of_the_normal_and_of_Student_are_exact()
    {
        foreach (JsonElement row in Rows("normal"))
        {
            Distributions.NormalQuantile(double.Parse(row[0].GetString()!, CultureInfo.InvariantCulture)).ShouldBe(row[1].GetDouble(), Tolerance, row.ToString());
        }

        foreach (JsonElement row in Rows("student"))
        {
            double expected = row[2].GetDouble();
            Distributions.StudentQuantile(row[0].GetDouble(), row[1].GetDouble()).ShouldBe(expected, Tolerance * Math.Max(1, expected), row.ToString());
        }
    }

    [Fact]
    public void Clustered_errors_equal_the_double_sum_over_pairs()
    {
        JsonElement row = Reference.GetProperty("clustered");
        ClusteredMean mean = ClusteredMean.Of(Numbers(row.GetProperty("values")), Texts(row.GetProperty("clusters")))!;
        mean.Mean.ShouldBe(row.GetProperty("mean").GetDouble(), Tolerance);
        mean.StandardError!.Value.ShouldBe(row.GetProperty("error").GetDouble(), Tolerance);
        mean.Interval!.Value.Low.ShouldBe(row.GetProperty("low").GetDouble(), Tolerance);
        mean.Interval.Value.High.ShouldBe(row.GetProperty("high").GetDouble(), Tolerance);
    }

    [Theory]
    [InlineData("nominal", MeasurementLevel.Nominal)]
    [InlineData("ordinal", MeasurementLevel.Ordinal)]
    [InlineData("interval", MeasurementLevel.Interval)]
    public void Alpha_equals_its_definition_by_pairs(string name, MeasurementLevel level)
    {
        JsonElement row = Reference.GetProperty("alpha");
        double?[][] units = [.. row.GetProperty("units").EnumerateArray().Select(unit => unit.EnumerateArray().Select(Optional).ToArray())];
        KrippendorffAlpha.Of(units, level)!.Value.ShouldBe(row.GetProperty(name).GetDouble(), Tolerance);
    }

    [Fact]
    public void Kappas_equal_their_definitions_by_pairs()
    {
        JsonElement fleiss = Reference.GetProperty("fleiss");
        int[][] units = [.. fleiss.GetProperty("units").EnumerateArray().Select(unit => unit.EnumerateArray().Select(count => count.GetInt32()).ToArray())];
        FleissKappa.Of(units)!.Value.ShouldBe(fleiss.GetProperty("kappa").GetDouble(), Tolerance);

        JsonElement cohen = Reference.GetProperty("cohen");
        CohenKappa.Of(Texts(cohen.GetProperty("first")), Texts(cohen.GetProperty("second")))!.Value.ShouldBe(cohen.GetProperty("kappa").GetDouble(), Tolerance);
    }

    [Fact]
    public void The_least_difference_solves_its_equation()
    {
        foreach (JsonElement row in Rows("detectable"))
        {
            double? least = DetectableDifference.Of(row[0].GetInt64(), double.Parse(row[1].GetString()!, CultureInfo.InvariantCulture));
            double? expected = Optional(row[2]);
            (least is null).ShouldBe(expected is null, row.ToString());
            (least ?? 0).ShouldBe(expected ?? 0, Tolerance, row.ToString());
        }
    }

    private static double? Optional(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();

    private static JsonElement[] Rows(string name) => [.. Reference.GetProperty(name).EnumerateArray()];

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetString()!)];

    private static JsonElement Load()
    {
        string path = Path.Combine(TestData.RepositoryRoot, "tests", "MedReason.Evaluation.Tests", "Statistics", "statistics_reference.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
