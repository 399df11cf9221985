using System.Numerics.Tensors;
using MedReason.Entities;

namespace MedReason.Tests;

public sealed class VectorTableTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 10)]
    [InlineData(500, 16, 10)]
    [InlineData(2_000, 33, 64)]
    [InlineData(3_000, 128, 1)]
    public void The_nearest_are_those_of_a_scan_over_all_floats(int rows, int dimensions, int wanted)
    {
        var random = new Random(rows + dimensions);
        float[] vectors = [.. Enumerable.Range(0, rows).SelectMany(_ => Unit(random, dimensions))];
        int[] groups = [.. Enumerable.Range(0, rows).Select(_ => random.Next(3))];
        var table = new VectorTable(vectors, dimensions);

        for (int trial = 0; trial < 20; trial++)
        {
            float[] query = Unit(random, dimensions);
            bool[] allowed = trial % 2 == 0 ? [] : [true, false, true];
            int[] expected =
            [
                .. Enumerable.Range(0, rows).Where(row => allowed.Length == 0 || allowed[groups[row]])
                    .OrderByDescending(row => TensorPrimitives.Dot(table.GetVector(row), query)).ThenBy(row => row).Take(wanted),
            ];
            int[] nearest = new int[wanted];

            int found = table.FindNearest(query, allowed, groups, nearest);

            nearest[..found].ShouldBe(expected);
        }
    }

    [Fact]
    public void Vectors_that_lie_almost_together_are_told_apart_exactly()
    {
        var random = new Random(3);
        float[] centre = Unit(random, 64);
        float[] vectors = [.. Enumerable.Range(0, 400).SelectMany(_ => Near(centre, random, 1e-3f))];
        var table = new VectorTable(vectors, 64);
        float[] query = Near(centre, random, 1e-3f);

        int[] nearest = new int[10];
        table.FindNearest(query, [], [], nearest).ShouldBe(10);

        nearest.ShouldBe(Enumerable.Range(0, 400).OrderByDescending(row => TensorPrimitives.Dot(table.GetVector(row), query)).ThenBy(row => row).Take(10));
    }

    [Fact]
    public void Zero_vectors_are_found_last_and_cost_no_division()
    {
        var table = new VectorTable([0, 0, 1, 0, 0, 1], 2);

        int[] nearest = new int[3];
        table.FindNearest([1, 0], [], [], nearest).ShouldBe(3);

        nearest[0].ShouldBe(1);
    }

    private static float[] Near(float[] centre, Random random, float distance)
    {
        float[] vector = [.. centre.Select(value => value + (distance * (float)(random.NextDouble() - 0.5)))];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }

    private static float[] Unit(Random random, int dimensions) => Near(new float[dimensions], random, 2);
}
