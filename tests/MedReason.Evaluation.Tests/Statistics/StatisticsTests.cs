using MedReason.Shared;

namespace MedReason.Evaluation.Tests;

/// <summary>Published examples to their printed digits, the properties that the statistics promise, and null where nothing can be said.</summary>
public sealed class StatisticsTests
{
    // Krippendorff (2011), example C: four observers, twelve units.
    private static readonly double?[][] KrippendorffUnits =
    [
        [1, 1, null, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [null, 5, 5, 5], [null, null, 1, 1], [null, 3, null, null],
    ];

    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_intervals_are_those_that_Newcombe_printed_in_1998(long successes, long count, double low, double high)
    {
        Interval interval = WilsonInterval.Of(successes, count)!.Value;
        Math.Round(interval.Low, 4).ShouldBe(low);
        Math.Round(interval.High, 4).ShouldBe(high);
    }

    [Theory]
    [InlineData(MeasurementLevel.Nominal, 0.743)]
    [InlineData(MeasurementLevel.Ordinal, 0.815)]
    [InlineData(MeasurementLevel.Interval, 0.849)]
    public void Alpha_is_what_Krippendorff_printed_in_2011(MeasurementLevel level, double printed) =>
        Math.Round(KrippendorffAlpha.Of(KrippendorffUnits, level)!.Value, 3).ShouldBe(printed);

    [Fact]
    public void Kappas_are_those_of_the_textbook_tables()
    {
        int[][] fleiss =
        [
            [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
        ];
        Math.Round(FleissKappa.Of(fleiss)!.Value, 3).ShouldBe(0.210);

        string[] first = [.. Enumerable.Repeat("yes", 25), .. Enumerable.Repeat("no", 25)];
        string[] second = [.. Enumerable.Repeat("yes", 20), .. Enumerable.Repeat("no", 5), .. Enumerable.Repeat("yes", 10), .. Enumerable.Repeat("no", 15)];
        CohenKappa.Of(first, second)!.Value.ShouldBe(0.4, 1e-12);
    }

    [Fact]
    public void On_a_hundred_and_three_items_about_fifteen_points_could_have_been_seen() => DetectableDifference.Of(103)!.Value.ShouldBe(0.15, 0.005);

    [Fact]
    public void Wilson_coverage_stays_between_94_and_96_percent_from_a_thousand_items_on()
    {
        foreach (int count in (int[])[1000, 1273, 2000, 4183])
        {
            for (int percent = 2; percent <= 98; percent++)
            {
                WilsonInterval.Coverage(count, percent / 100.0).ShouldBeInRange(0.94, 0.96, $"{count} items, {percent} %");
            }
        }
    }

    [Theory]
    [InlineData(100, 0.7, 1)]
    [InlineData(150, 0.5, 2)]
    [InlineData(250, 0.85, 3)]
    public void Clustered_intervals_cover_as_often_as_they_say(int clusters, double mean, long seed)
    {
        const int repeats = 4000;
        var random = new SeededRandom(seed);
        int covered = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            var values = new List<double>();
            var names = new List<string>();
            for (int cluster = 0; cluster < clusters; cluster++)
            {
                // Items of one vignette share its difficulty in half of the cases.
                string name = cluster.ToString(System.Globalization.CultureInfo.InvariantCulture);
                double shared = random.NextDouble() < mean ? 1 : 0;
                int size = 1 + random.Next(4);
                for (int item = 0; item < size; item++)
                {
                    values.Add(random.NextDouble() < 0.5 ? shared : random.NextDouble() < mean ? 1 : 0);
                    names.Add(name);
                }
            }

            covered += ClusteredMean.Of(values, names)!.Interval!.Value.Contains(mean) ? 1 : 0;
        }

        ((double)covered / repeats).ShouldBeInRange(0.935, 0.965);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bootstrap_and_another_seed_nearly_the_same()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(i => (double)((i * 7 % 5) - 1))];
        string[] clusters = [.. Enumerable.Range(0, 400).Select(i => $"v{i / 3}")];
        Interval first = Bootstrap.MeanInterval(values, clusters, seed: 5)!.Value;
        Bootstrap.MeanInterval(values, clusters, seed: 5)!.Value.ShouldBe(first);
        Interval other = Bootstrap.MeanInterval(values, clusters, seed: 6)!.Value;
        other.ShouldNotBe(first);
        other.Low.ShouldBe(first.Low, 0.02);
        other.High.ShouldBe(first.High, 0.02);

        Interval closed = ClusteredMean.Of(values, clusters)!.Interval!.Value;
        first.Low.ShouldBe(closed.Low, 0.02);
        first.High.ShouldBe(closed.High, 0.02);
    }

    [Fact]
    public void Drawing_by_kinds_gives_the_interval_of_drawing_unit_by_unit()
    {
        int[] sizes = [40, 0, 130, 1, 29];
        double[] values = [.. sizes.SelectMany((size, kind) => Enumerable.Repeat((double)kind, size))];
        double? Mean(int[] drawn) => drawn.Select((count, kind) => (double)count * kind).Sum() / drawn.Sum();
        double? Share(int[] drawn) => drawn[4] / (double)drawn.Sum();
        var sums = new HashSet<int>();

        Interval mean = Bootstrap.KindInterval(sizes, drawn =>
        {
            sums.Add(drawn.Sum());
            return Mean(drawn);
        }, 20_000)!.Value;

        sums.ShouldBe([200]);
        Interval one = Bootstrap.MeanInterval(values, repeats: 20_000)!.Value;
        mean.Low.ShouldBe(one.Low, 0.02);
        mean.High.ShouldBe(one.High, 0.02);

        // The share of a kind is binomial.
        Interval share = Bootstrap.KindInterval(sizes, Share, 20_000)!.Value;
        double error = 1.96 * Math.Sqrt(0.145 * 0.855 / 200);
        share.Low.ShouldBe(0.145 - error, 0.01);
        share.High.ShouldBe(0.145 + error, 0.01);
        Bootstrap.KindInterval([1], Mean, 10).ShouldBeNull();
        Bootstrap.KindInterval([], Mean, 10).ShouldBeNull();
    }

    [Fact]
    public void Where_nothing_can_be_said_there_is_null_and_not_zero()
    {
        WilsonInterval.Of(0, 0).ShouldBeNull();
        ClusteredMean.Of([], []).ShouldBeNull();
        ClusteredMean.Of([1, 0], ["v", "v"])!.Interval.ShouldBeNull();
        Bootstrap.MeanInterval([1.0]).ShouldBeNull();
        Bootstrap.IndexInterval(5, _ => null).ShouldBeNull();
        DetectableDifference.Of(0).ShouldBeNull();
        KrippendorffAlpha.Of([[1, null], [null, 2]], MeasurementLevel.Ordinal).ShouldBeNull();
        KrippendorffAlpha.Of([[1, 1], [1, 1]], MeasurementLevel.Ordinal).ShouldBeNull();
        FleissKappa.Of([]).ShouldBeNull();
        FleissKappa.Of([[3, 0], [3, 0]]).ShouldBeNull();
        CohenKappa.Of([], []).ShouldBeNull();
        CohenKappa.Of(["a"], ["a"]).ShouldBeNull();
        HolmCorrection.Adjust([null, 0.04]).ShouldBe([null, 0.04]);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => WilsonInterval.Of(2, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => WilsonInterval.Of(1, 2, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => McNemarTest.PValue(-1, 2));
        Should.Throw<ArgumentException>(() => FleissKappa.Of([[1, 2], [1, 1]]));
        Should.Throw<ArgumentException>(() => CohenKappa.Of(["a"], []));
        Should.Throw<ArgumentException>(() => ClusteredMean.Of([1], []));
    }
}
